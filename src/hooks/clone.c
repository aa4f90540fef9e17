// SPDX-License-Identifier: MIT
// clone and __clone. libc starts the child on its own stack in the caller's function, so nothing of
// ours runs there and there is nothing to keep for it.
#include "hooks/export.h"

#include <errno.h>
#include <sched.h>
#include <stdarg.h>
#include <stddef.h>

#include "gate.h"
#include "hooks/real.h"
#include "base/poison.h"

int __clone(int (*fn)(void *), void *stack, int flags, void *arg, ...);
typedef int clone_fn(int (*)(void *), void *, int, void *, ...);

// The optional arguments: each exists only where a flag says so (clone(2)); reading one that does
// not would be undefined.
struct rest {
    pid_t *parent_tid;
    void *tls;
    pid_t *child_tid;
};

static struct rest read_rest(int flags, va_list args) {
    const int child = CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID;
    struct rest rest = {NULL, NULL, NULL};

    if (flags & (CLONE_PARENT_SETTID | CLONE_PIDFD | CLONE_SETTLS | child))
        rest.parent_tid = va_arg(args, pid_t *);
    if (flags & (CLONE_SETTLS | child))
        rest.tls = va_arg(args, void *);
    if (flags & child)
        rest.child_tid = va_arg(args, pid_t *);
    return rest;
}

static int clone_by(clone_fn *real, enum ct_api api, const void *site, int (*fn)(void *),
                    void *stack, int flags, void *arg, struct rest rest) {
    struct ct_create create = {.entry = CT_ENTRY_CLONE};
    struct ct_call call;
    int child;

    create.flags = (unsigned)flags & ~(unsigned)CSIGNAL;
    create.exit_signal = flags & CSIGNAL;
    ct_real_prepare();
    if (!ct_gate_enter_with(&call, api, site, &create))
        return -1;
    child = real(fn, stack, flags, arg, rest.parent_tid, rest.tls, rest.child_tid);
    ct_gate_leave(&call, child > 0 ? child : 0, child < 0 ? errno : 0);
    return child;
}

CT_EXPORT int clone(int (*fn)(void *), void *stack, int flags, void *arg, ...) {
    struct rest rest;
    va_list args;

    va_start(args, arg);
    rest = read_rest(flags, args);
    va_end(args);
    return clone_by((clone_fn *)ct_real_find(CT_REAL_clone), CT_API_CLONE, CT_SITE, fn, stack,
                    flags, arg, rest);
}

CT_EXPORT int __clone(int (*fn)(void *), void *stack, int flags, void *arg, ...) {
    struct rest rest;
    va_list args;

    va_start(args, arg);
    rest = read_rest(flags, args);
    va_end(args);
    return clone_by((clone_fn *)ct_real_find(CT_REAL___clone), CT_API_CLONE_ALIAS, CT_SITE, fn,
                    stack, flags, arg, rest);
}
