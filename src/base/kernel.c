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
#include "base/poison.h"

enum answer { UNKNOWN, YES, NO };

static unsigned release __attribute__((section(".data"))); // 0x0503 for 5.3
static _Atomic int clone3_answer __attribute__((section(".data")));

static const char *digits(const char *text, unsigned *value) {
    for (*value = 0; *text >= '0' && *text <= '9'; text++)
        *value = *value * 10 + (unsigned)(*text - '0');
    return text;
}

void ct_kernel_init(void) {
    struct utsname name;
    unsigned major = 0, minor = 0;
    const char *dot;

    if (ct_raw(SYS_uname, &name) != 0)
        return;
    dot = digits(name.release, &major);
    if (*dot == '.')
        digits(dot + 1, &minor);
    release = major << 8 | (minor & 0xff);
}

// A size that no version of clone3 has is refused with EINVAL before anything else happens
// (clone3(2)), and with ENOSYS by whoever hides the call.
static enum answer ask(void) {
    if (release < 0x0503)
        return NO;
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
    return release >= 0x0505;
}

void ct_kernel_filter_changed(void) {
    atomic_store(&clone3_answer, UNKNOWN);
}
