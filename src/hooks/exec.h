// SPDX-License-Identifier: MIT
#ifndef CT_HOOKS_EXEC_H
#define CT_HOOKS_EXEC_H

#include <stdbool.h>

#include "event/event.h"

// What every exec has in common, whichever way it gets its arguments.
struct ct_exec_call {
    enum ct_api api;
    const void *site;
    const char *file;
    bool search; // `file` is looked for along PATH
};

// False where the kernel will refuse the call with EFAULT: then it is made as it is, since to look
// at its arguments would end the program. `envp` may be NULL.
bool ct_exec_is_readable(const char *file, char *const *envp);

// The events before the call, and after it came back, which it does only by failing. After returns
// -1, errno unchanged.
bool ct_exec_before(struct ct_exec_call *call, enum ct_api api, const void *site, const char *file,
                    bool search, char *const *envp);
// The same for execveat; `room` must live as long as the call.
bool ct_exec_before_at(struct ct_exec_call *call, enum ct_api api, const void *site, int dir,
                       const char *path, char *const *envp, int flags, char room[32]);
int ct_exec_after(struct ct_exec_call *call);

// Whole calls: with an environment, and with the process's own. `search` looks along PATH.
int ct_exec_array(enum ct_api api, const void *site, const char *file, bool search,
                  char *const argv[], char *const envp[]);
int ct_exec_inherit(enum ct_api api, const void *site, const char *file, bool search,
                    char *const argv[]);

#endif
