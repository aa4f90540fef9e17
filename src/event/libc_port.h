// SPDX-License-Identifier: MIT
#ifndef CT_EVENT_LIBC_PORT_H
#define CT_EVENT_LIBC_PORT_H

// What glibc's port to this CPU does, as initializers of struct ct_libc. From glibc's
// sysdeps/unix/sysv/linux/<cpu>/: the release that first had clone3.S there, and whether vfork.S
// makes the vfork system call or, where the kernel has none, clone(CLONE_VM | CLONE_VFORK |
// SIGCHLD).
#if defined(__x86_64__) || defined(__i386__)
#define CT_LIBC_PORT .clone3_minor = 34, .vfork_by_clone = false
#elif defined(__loongarch__)
#define CT_LIBC_PORT .clone3_minor = 36, .vfork_by_clone = true
#elif defined(__aarch64__) || defined(__riscv)
#define CT_LIBC_PORT .clone3_minor = 38, .vfork_by_clone = true
#elif defined(__powerpc64__) || defined(__s390__)
#define CT_LIBC_PORT .clone3_minor = 38, .vfork_by_clone = false
#elif defined(__mips__)
#define CT_LIBC_PORT .clone3_minor = 39, .vfork_by_clone = true
#elif defined(__arm__)
#define CT_LIBC_PORT .clone3_minor = 39, .vfork_by_clone = false
#else
#define CT_LIBC_PORT .clone3_minor = 0, .vfork_by_clone = false
#endif

#endif
