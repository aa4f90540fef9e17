// SPDX-License-Identifier: MIT
// The kernel's answers, asked for as rarely as possible: a filter may end the program for a system
// call that it did not expect, so without a filter nothing is tried.
#include "base/kernel.h"

#include <errno.h>
#include <stdatomic.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/utsname.h>

#include "base/raw.h"
#include "base/placed.h"
#include "base/poison.h"

enum answer { UNKNOWN, YES, NO };

static _Atomic unsigned release CT_HOT;
static _Atomic int clone3_answer CT_HOT;
static _Atomic unsigned forbidden CT_HOT; // bits of enum ct_use

static const char *digits(const char *text, unsigned *value) {
    for (*value = 0; *text >= '0' && *text <= '9'; text++)
        *value = *value * 10 + (unsigned)(*text - '0');
    return text;
}

// 0x0503 for 5.3; asked for once.
static unsigned kernel_release(void) {
    struct utsname name;
    unsigned major = 0, minor = 0;
    const char *dot;

    if (release || ct_raw(SYS_uname, &name) != 0)
        return release;
    dot = digits(name.release, &major);
    if (*dot == '.')
        digits(dot + 1, &minor);
    release = major << 8 | (minor & 0xff);
    return release;
}

// A size that no version of clone3 has is refused with EINVAL before anything else happens
// (clone3(2)), and with ENOSYS by whoever hides the call.
static enum answer ask(void) {
    if (kernel_release() < 0x0503)
        return NO;
    if (!ct_kernel_may(
            CT_USE_PROBES)) // what is fatal to us is fatal to libc: it is not there to fall back
        return YES;
    if (ct_raw(SYS_prctl, PR_GET_SECCOMP, 0L, 0L, 0L, 0L) <= 0)
        return YES;
    return ct_raw(SYS_clone3, NULL, 0L) == -ENOSYS ? NO : YES;
}

bool ct_kernel_clone3(void) {
    int answer = atomic_load_explicit(&clone3_answer, memory_order_relaxed);

    if (answer == UNKNOWN) {
        answer = ask();
        atomic_store_explicit(&clone3_answer, answer, memory_order_relaxed);
    }
    return answer == YES;
}

bool ct_kernel_clear_sighand(void) {
    return kernel_release() >= 0x0505;
}

void ct_kernel_filter_changed(void) {
    atomic_store(&clone3_answer, UNKNOWN);
}

bool ct_kernel_may(enum ct_use use) {
    return !(atomic_load_explicit(&forbidden, memory_order_relaxed) & 1u << use);
}

void ct_kernel_forbid(enum ct_use use) {
    atomic_fetch_or(&forbidden, 1u << use);
}
