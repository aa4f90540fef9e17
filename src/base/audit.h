// SPDX-License-Identifier: MIT
#ifndef CT_BASE_AUDIT_H
#define CT_BASE_AUDIT_H

#include <linux/audit.h>

// The architecture as a seccomp filter sees it in this process's system calls.
#if defined(__x86_64__)
#define CT_AUDIT_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define CT_AUDIT_ARCH AUDIT_ARCH_AARCH64
#elif defined(__riscv) && __riscv_xlen == 64
#define CT_AUDIT_ARCH AUDIT_ARCH_RISCV64
#elif defined(__powerpc64__) && defined(__LITTLE_ENDIAN__)
#define CT_AUDIT_ARCH AUDIT_ARCH_PPC64LE
#elif defined(__s390x__)
#define CT_AUDIT_ARCH AUDIT_ARCH_S390X
#elif defined(__arm__)
#define CT_AUDIT_ARCH AUDIT_ARCH_ARM
#elif defined(__i386__)
#define CT_AUDIT_ARCH AUDIT_ARCH_I386
#else
#define CT_AUDIT_ARCH 0 // no filter allows it: the shim falls silent under any that can kill
#endif

#endif
