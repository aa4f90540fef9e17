// SPDX-License-Identifier: MIT
// Programs that put a seccomp filter on themselves: prctl here, seccomp(2) from syscall_single.c,
// which is how libseccomp calls it. Two things follow for the shim: libc may change from clone3 to
// clone, and system calls that the program does not make itself may end it. The filter is run on
// those before it is there.
#include "hooks/filter.h"

#include <fcntl.h>
#include <linux/futex.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/filter.h"
#include "base/kernel.h"
#include "base/numbers.h"
#include "base/readable.h"
#include "gate.h"
#include "hooks/env.h"
#include "hooks/export.h"
#include "hooks/real.h"
#include "shim.h"
#include "sink/sink.h"
#include "base/poison.h"

enum { CT_USE_VITAL = CT_USES, LOG = -1000 };

struct own_call {
    int use; // of enum ct_use, or CT_USE_VITAL
    struct seccomp_data data;
};

static const struct own_call own_calls[] = {
#define CT_CALL(kind, number, ...) {CT_USE_##kind, {.nr = number, .args = {__VA_ARGS__}}},
#include "hooks/own_calls.def"
#undef CT_CALL
};

// A filter may single out descriptors: the one that the log has, and the one that it would get
// next.
static bool spares(const struct sock_fprog *program, const struct own_call *call) {
    const int log[] = {ct_sink_fd(), CT_SINK_KEPT_FD};

    for (unsigned i = 0; i < 2; i++) {
        struct seccomp_data data = call->data;
        for (unsigned at = 0; at < 2; at++)
            if (data.args[at] == (uint64_t)LOG)
                data.args[at] = (uint64_t)log[i];
        if (!ct_filter_spares(program, &data))
            return false;
    }
    return true;
}

static void judge(struct ct_filter_plan *plan, const struct sock_fprog *program) {
    if (!ct_readable(program, sizeof *program) ||
        !ct_readable(program->filter, program->len * sizeof *program->filter))
        return; // the kernel will refuse it
    for (unsigned i = 0; i < sizeof own_calls / sizeof *own_calls; i++) {
        if (spares(program, &own_calls[i]))
            continue;
        if (own_calls[i].use == CT_USE_VITAL)
            plan->silent = true;
        else
            plan->forbidden |= 1u << own_calls[i].use;
    }
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
        ct_env_silence();
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
