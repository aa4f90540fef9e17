// SPDX-License-Identifier: MIT
// System calls by number that return once: the same events as for the functions of the same name,
// under `syscall`.
#include "arch/arch.h"

#include <errno.h>
#include <linux/seccomp.h>
#include <fcntl.h>
#include <stddef.h>
#include <sys/prctl.h>

#include "base/raw.h"
#include "base/placed.h"
#include "gate.h"
#include "hooks/env.h"
#include "hooks/exec.h"
#include "hooks/export.h"
#include "hooks/filter.h"
#include "hooks/real.h"
#include "shim.h"
#include "sink/quiet.h"
#include "base/poison.h"

typedef long syscall_fn(long, ...);

// The first plain call finds the next definition and remembers it for arch/<cpu>/syscall.S.
static long resolve(long number, long a, long b, long c, long d, long e, long f) {
    syscall_fn *next = REAL(syscall, syscall_fn *);

    ct_syscall_next = next;
    return next(number, a, b, c, d, e, f);
}

syscall_fn *ct_syscall_next CT_HOT = (syscall_fn *)resolve;

static long exec_path(const void *site, const char *path, char *const argv[], char *const envp[]) {
    char *const *given;
    struct ct_exec_call call;

    if (!ct_exec_is_readable(path, envp))
        return ct_syscall_next(SYS_execve, path, argv, envp);
    given = CT_ENV_FOR_CHILD(envp);
    if (!ct_exec_before(&call, CT_API_SYSCALL, site, path, false, given))
        return -1;
    ct_syscall_next(SYS_execve, path, argv, given);
    return ct_exec_after(&call);
}

static long exec_at(const void *site, int dir, const char *path, char *const argv[],
                    char *const envp[], int flags) {
    char *const *given;
    struct ct_exec_call call;
    char room[32];

    if (!ct_exec_is_readable(path, envp))
        return ct_syscall_next(SYS_execveat, (long)dir, path, argv, envp, (long)flags);
    given = CT_ENV_FOR_CHILD(envp);
    if (!ct_exec_before_at(&call, CT_API_SYSCALL, site, dir, path, given, flags, room))
        return -1;
    ct_syscall_next(SYS_execveat, (long)dir, path, argv, given, (long)flags);
    return ct_exec_after(&call);
}

static long in_namespace(const void *site, long number, long a, long b) {
    const unsigned flags = (unsigned)(number == SYS_setns ? b : a);
    uint64_t matched;
    long result;

    if (!ct_gate_namespace_enter(CT_API_SYSCALL, site, flags, &matched))
        return -1;
    result = ct_syscall_next(number, a, b);
    ct_gate_namespace(CT_API_SYSCALL, site, flags, result ? errno : 0, matched);
    return result;
}

// prctl and seccomp that put a filter on the program.
static long filtered(long number, const long arg[6]) {
    struct ct_filter_plan plan;
    const bool by_prctl = number == SYS_prctl;
    const bool strict =
        by_prctl ? arg[1] == SECCOMP_MODE_STRICT : arg[0] == SECCOMP_SET_MODE_STRICT;
    long result;

    ct_filter_before(&plan, CT_API_SYSCALL, strict, (const void *)arg[2]);
    result = ct_syscall_next(number, arg[0], arg[1], arg[2], arg[3], arg[4], arg[5]);
    ct_filter_after(&plan, result >= 0);
    return result;
}

static bool sets_filter(long number, long operation) {
    return number == SYS_prctl
               ? operation == PR_SET_SECCOMP
               : operation == SECCOMP_SET_MODE_STRICT || operation == SECCOMP_SET_MODE_FILTER;
}

long ct_syscall_single(long number, long a, long b, long c, long d, long e, long f) {
    const void *site = CT_SITE;
    const long arg[6] = {a, b, c, d, e, f};
    long result;

    switch (number) {
    case SYS_execve:
        return exec_path(site, (const char *)a, (char *const *)b, (char *const *)c);
    case SYS_execveat:
        return exec_at(site, (int)a, (const char *)b, (char *const *)c, (char *const *)d, (int)e);
    case SYS_unshare:
    case SYS_setns:
        return in_namespace(site, number, a, b);
    case SYS_exit_group:
        ct_shim_exit(true, (int)a);
        break;
    case SYS_prctl:
    case SYS_seccomp:
        if (sets_filter(number, a))
            return filtered(number, arg);
        break;
    }
    result = ct_syscall_next(number, a, b, c, d, e, f);
    if (number == SYS_prlimit64 || number == SYS_setrlimit)
        ct_quiet_limits_changed();
    return result;
}
