// SPDX-License-Identifier: MIT
#ifndef CT_BASE_KERNEL_H
#define CT_BASE_KERNEL_H

#include <stdbool.h>
#include <stddef.h>

// What the kernel in front of this process takes.

// True where clone3(2) is not answered with ENOSYS: Linux 5.3, and no seccomp filter in between.
// glibc falls back to clone only on ENOSYS. Makes system calls the first time, and once more after
// ct_kernel_filter_changed().
bool ct_kernel_clone3(void);
// True where clone3 knows CLONE_CLEAR_SIGHAND: Linux 5.5.
bool ct_kernel_clear_sighand(void);
// The program installed a seccomp filter.
void ct_kernel_filter_changed(void);

// What the shim asks of the kernel beyond the bare minimum of an event. Each may become fatal by a
// filter that the program installs on itself; then it is left out.
enum ct_use {
    CT_USE_FAULTS,  // getrusage
    CT_USE_FILES,   // opening the log again, reading /proc, looking at programs
    CT_USE_SIGNALS, // holding SIGPIPE and SIGXFSZ back
    CT_USE_PROBES,  // asking what clone3 answers
    CT_USE_KIN,     // asking whose a child is
    CT_USE_LIMITS,  // asking whether a pointer can be read, and prlimit64
    CT_USES
};
bool ct_kernel_may(enum ct_use use);
void ct_kernel_forbid(enum ct_use use);

#endif
