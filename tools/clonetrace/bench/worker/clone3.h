// SPDX-License-Identifier: MIT
#ifndef CT_WORKER_CLONE3_H
#define CT_WORKER_CLONE3_H

#include <stddef.h>

struct clone_args;

// clone3(2) with the stack that `args` names; the child calls child(argument), which never returns.
// Returns the child's id or -errno. Written in arch/<cpu>/clone3.S.
long ct_worker_clone3(struct clone_args *args, size_t size, void (*child)(const void *),
                      const void *argument);

#endif
