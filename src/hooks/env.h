// SPDX-License-Identifier: MIT
#ifndef CT_HOOKS_ENV_H
#define CT_HOOKS_ENV_H

#include <stdbool.h>
#include <stddef.h>

// Does an environment that goes to a new program still carry the shim, and how is it put back
// (CLONETRACE_FOLLOW).

// Room that the repaired copy of `envp` needs, in bytes; 0 where nothing is to be repaired.
size_t ct_env_repair_size(char *const *envp);
// Builds the copy in `room` of at least that size, which must live until the exec. Returns it.
char *const *ct_env_repair(char *const *envp, void *room);
// Memory for a copy that is too large for a stack, and its return when the exec failed or the spawn
// is done. NULL where there is none.
void *ct_env_room(size_t size);
void ct_env_room_done(void);
// True where `envp`, as it goes to the program, does not carry the shim.
bool ct_env_loses_shim(char *const *envp);

// The shim of this process writes no more, and that of a program that it executes must not even
// begin: from here on every environment that goes to one says CLONETRACE_LOG=off.
void ct_env_silence(void);

#define CT_ENV_ON_STACK 4096 // 400 variables; threads may have stacks of 16 KiB

// The repaired environment, on the caller's stack where it is small, or `envp` itself. A macro,
// since the stack is the caller's.
#define CT_ENV_FOR_CHILD(envp)                                                                     \
    (__extension__({                                                                               \
        char *const *given_ = (envp);                                                              \
        size_t size_ = ct_env_repair_size(given_);                                                 \
        void *room_ = NULL;                                                                        \
        if (size_)                                                                                 \
            room_ = size_ <= CT_ENV_ON_STACK ? __builtin_alloca(size_) : ct_env_room(size_);       \
        room_ ? ct_env_repair(given_, room_) : given_;                                             \
    }))

#endif
