// SPDX-License-Identifier: MIT
#ifndef CT_BASE_KERNEL_H
#define CT_BASE_KERNEL_H

#include <stdbool.h>

// What the kernel in front of this process takes.

// Once, before any child exists: the release (uname(2)).
void ct_kernel_init(void);
// True where clone3(2) is not answered with ENOSYS: Linux 5.3, and no seccomp filter in between.
// glibc falls back to clone only on ENOSYS. Makes system calls the first time, and once more after
// ct_kernel_filter_changed().
bool ct_kernel_clone3(void);
// True where clone3 knows CLONE_CLEAR_SIGHAND: Linux 5.5.
bool ct_kernel_clear_sighand(void);
// The program installed a seccomp filter.
void ct_kernel_filter_changed(void);

#endif
