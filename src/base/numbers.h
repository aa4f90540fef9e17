// SPDX-License-Identifier: MIT
#ifndef CT_BASE_NUMBERS_H
#define CT_BASE_NUMBERS_H

#include <sys/syscall.h>

// System calls that newer CPUs (aarch64, riscv64) never had, as numbers that no call has.
#ifndef SYS_fork
#define SYS_fork (-2)
#endif
#ifndef SYS_vfork
#define SYS_vfork (-3)
#endif

#endif
