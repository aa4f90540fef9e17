// SPDX-License-Identifier: MIT
#ifndef CT_TESTS_SCAN_RAW_H
#define CT_TESTS_SCAN_RAW_H

// What scan_raw.c asks of a CPU: a system call past the C library, and ways to load its number.
#define CALL(load, result)                                                                         \
    __asm__ volatile(load "syscall" : "=a"(result) : : "rcx", "r11", "rbx", "memory")
#define CALL_OF(number) __asm__ volatile("syscall" : "+a"(number) : : "rcx", "r11", "memory")

#define GETPID "mov $39, %%eax\n"
#define FORK "mov $57, %%eax\n nop\n"
#define CLONE3_COPIED "mov $435, %%ebx\n xor %%edi, %%edi\n mov %%ebx, %%eax\n"
#define EXECVE_PUSHED "push $59\n pop %%rax\n"

#endif
