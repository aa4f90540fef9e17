// SPDX-License-Identifier: MIT
#ifndef CT_TESTS_SCAN_RAW_H
#define CT_TESTS_SCAN_RAW_H

// What scan_raw.c asks of a CPU: a system call past the C library, and ways to load its number.
// This one has no fork, which is clone, and loads numbers in one way alone.
#define CALL(load, result)                                                                         \
    __asm__ volatile(load "svc #0\n mov %0, x0" : "=r"(result) : : "x0", "x8", "memory")
#define CALL_OF(number)                                                                            \
    __asm__ volatile("mov x8, %0\n svc #0" : : "r"(number) : "x0", "x8", "memory")

#define GETPID "mov x8, #172\n"
#define FORK "mov x8, #220\n nop\n"
#define CLONE3_COPIED "mov w8, #435\n mov x0, #0\n"
#define EXECVE_PUSHED "mov x8, #221\n"

#endif
