// SPDX-License-Identifier: MIT
#ifndef CT_HOOKS_ENV_H
#define CT_HOOKS_ENV_H

#include <stdbool.h>
#include <stddef.h>

// Does an environment that goes to a new program still carry the shim, and how is it put back
// (CLONETRACE_FOLLOW).

// Room that the repaired copy of `envp` needs, in bytes; 0 where nothing is to be repaired or may
// be.
size_t ct_env_repair_size(char *const *envp);
// Builds the copy in `room` of at least that size, which must live until the exec. Returns it.
char *const *ct_env_repair(char *const *envp, void *room);
// True where `envp` drops the shim and it will not be put back.
bool ct_env_loses_shim(char *const *envp);

// The repaired environment on the caller's stack, or `envp` itself. A macro, since the memory is
// the caller's.
#define CT_ENV_FOR_CHILD(envp)                                                                     \
    (__extension__({                                                                               \
        char *const *given_ = (envp);                                                              \
        size_t size_ = ct_env_repair_size(given_);                                                 \
        size_ ? ct_env_repair(given_, __builtin_alloca(size_)) : given_;                           \
    }))

#endif
