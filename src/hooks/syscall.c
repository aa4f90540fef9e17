// SPDX-License-Identifier: MIT
// The C halves of arch/<cpu>/syscall.S: creations that are asked for by number. Enter and leave are
// vfork.c's way; the arguments are read before the call, since a child may share and change the
// memory that they point to.
#include "arch/arch.h"

#include <errno.h>
#include <linux/sched.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>

#include "base/numbers.h"
#include "base/raw.h"
#include "base/readable.h"
#include "gate.h"
#include "hooks/real.h"
#include "base/poison.h"

// struct clone_args comes from the caller, of a size that it names. The kernel answers EFAULT for
// memory that is not there; to find that out must not end the program.
static bool copy_clone_args(struct clone_args *args, const void *from, size_t size) {
    const size_t want = size < sizeof *args ? size : sizeof *args;

    memset(args, 0, sizeof *args);
    if (size < CLONE_ARGS_SIZE_VER0 || !ct_readable(from, want))
        return false;
    memcpy(args, from, want);
    return true;
}

static void describe(const long args[6], struct ct_create *create) {
    struct clone_args from;

    memset(create, 0, sizeof *create);
    switch (args[0]) {
    case SYS_clone:
        create->entry = CT_ENTRY_CLONE;
        create->flags = (unsigned long)args[1] & 0xffffffff & ~(unsigned long)CSIGNAL;
        create->exit_signal = (int)(args[1] & CSIGNAL);
        break;
    case SYS_clone3:
        create->entry = CT_ENTRY_CLONE3;
        if (copy_clone_args(&from, (const void *)args[1], (size_t)args[2])) {
            create->flags = from.flags;
            create->exit_signal = (int)from.exit_signal;
        }
        break;
    case SYS_fork:
        create->entry = CT_ENTRY_FORK;
        create->exit_signal = SIGCHLD;
        break;
    case SYS_vfork:
        create->entry = CT_ENTRY_VFORK;
        create->flags = CLONE_VM | CLONE_VFORK;
        create->exit_signal = SIGCHLD;
        break;
    }
}

long ct_syscall_enter(struct ct_cookie *cookie, const void *site, const long args[6]) {
    struct ct_create create;
    struct ct_call call;

    describe(args, &create);
    ct_real_prepare();
    if (!ct_gate_enter_with(&call, CT_API_SYSCALL, site, &create))
        return -1;
    ct_gate_pack(&call, cookie);
    return 0;
}

long ct_syscall_leave(const struct ct_cookie *cookie, const void *site, long result) {
    return ct_vfork_leave(cookie, site, result);
}
