// SPDX-License-Identifier: MIT
#ifndef CT_BASE_NUMBERS_H
#define CT_BASE_NUMBERS_H

#include <sys/syscall.h>

// System calls that some CPUs (aarch64, riscv64; 32-bit ones) never had, as numbers that no call
// has.
#ifndef SYS_fork
#define SYS_fork (-2)
#endif
#ifndef SYS_vfork
#define SYS_vfork (-3)
#endif
#ifndef SYS_newfstatat
#define SYS_newfstatat (-4)
#endif
#ifndef SYS_clone3
#define SYS_clone3 435 // the same on all CPUs; glibc's list may be older than the kernel
#endif

#endif
