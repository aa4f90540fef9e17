// SPDX-License-Identifier: MIT
// Programs that put a seccomp filter on themselves: prctl here, seccomp(2) from syscall_single.c,
// which is how libseccomp calls it. Two things follow for the shim: libc may change from clone3 to
// clone, and system calls that the program does not make itself may end it. The filter is run on
// those before it is there.
#include "hooks/filter.h"

#include <stdarg.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "base/filter.h"
#include "base/kernel.h"
#include "gate.h"
#include "hooks/export.h"
#include "hooks/real.h"
#include "shim.h"
#include "sink/sink.h"
#include "base/poison.h"

// Without these there is no event at all.
static const long vital[] = {SYS_getpid, SYS_gettid,      SYS_statx, SYS_write,
                             SYS_futex,  SYS_sched_yield, -1};
static const long faults[] = {SYS_getrusage, -1};
static const long files[] = {SYS_openat, SYS_close,   SYS_fcntl,     SYS_dup3,
                             SYS_read,   SYS_pread64, SYS_faccessat, SYS_fgetxattr,
                             SYS_getuid, SYS_getgid,  SYS_geteuid,   -1};
static const long signals[] = {SYS_rt_sigprocmask, SYS_rt_sigpending, SYS_rt_sigtimedwait,
                               SYS_sendto,         SYS_ppoll,         -1};
static const long probes[] = {SYS_prctl, SYS_clone3, -1};
static const long limits[] = {SYS_mincore, SYS_prlimit64, -1};
static const long *const uses[CT_USES] = {
    [CT_USE_FAULTS] = faults, [CT_USE_FILES] = files,   [CT_USE_SIGNALS] = signals,
    [CT_USE_PROBES] = probes, [CT_USE_LIMITS] = limits,
};

static void judge(struct ct_filter_plan *plan, const struct sock_fprog *program) {
    const int fd = ct_sink_fd();

    if (!ct_kernel_maps(program, sizeof *program) ||
        !ct_kernel_maps(program->filter, program->len * sizeof *program->filter))
        return; // the kernel will refuse it
    plan->silent = !ct_filter_spares(program, vital, fd);
    for (unsigned use = 0; use < CT_USES; use++)
        if (!ct_filter_spares(program, uses[use], fd))
            plan->forbidden |= 1u << use;
}

void ct_filter_before(struct ct_filter_plan *plan, enum ct_api api, bool strict,
                      const void *program) {
    plan->silent = strict;
    plan->forbidden = 0;
    if (!ct_shim_ready() || ct_shim.config.log == CT_LOG_OFF)
        return;
    if (!strict)
        judge(plan, program);
    if (plan->silent)
        ct_gate_blind(api, ct_shim.exe, CT_BLIND_SECCOMP);
}

void ct_filter_after(const struct ct_filter_plan *plan, bool installed) {
    if (!installed)
        return;
    if (plan->silent)
        ct_shim.config.log = CT_LOG_OFF;
    for (unsigned use = 0; use < CT_USES; use++)
        if (plan->forbidden & 1u << use)
            ct_kernel_forbid((enum ct_use)use);
    ct_kernel_filter_changed();
}

CT_EXPORT int prctl(int option, ...) {
    struct ct_filter_plan plan;
    unsigned long arg[4];
    va_list args;
    int result;

    va_start(args, option);
    for (int i = 0; i < 4; i++)
        arg[i] = va_arg(args, unsigned long);
    va_end(args);
    if (option == PR_SET_SECCOMP)
        ct_filter_before(&plan, CT_API_PRCTL, arg[0] == SECCOMP_MODE_STRICT, (const void *)arg[1]);
    result = REAL(prctl, int (*)(int, ...))(option, arg[0], arg[1], arg[2], arg[3]);
    if (option == PR_SET_SECCOMP)
        ct_filter_after(&plan, result == 0);
    return result;
}
