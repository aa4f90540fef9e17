// SPDX-License-Identifier: MIT
#ifndef CT_TESTS_RAW_CALL_H
#define CT_TESTS_RAW_CALL_H

#define RAW_CALL_OLD

// The other arguments are 0. In a child (other calls that give 0 are unshare and setns) exit(0).
static inline long raw_call(long number, long first, long second) {
    register long x8 __asm__("x8") = number;
    register long x0 __asm__("x0") = first;
    register long x1 __asm__("x1") = second;
    register long x2 __asm__("x2") = 0;
    register long x3 __asm__("x3") = 0;
    register long x4 __asm__("x4") = 0;
    register long x9 __asm__("x9") = number != SYS_unshare && number != SYS_setns;

    __asm__ volatile("svc #0\n\t"
                     "cbnz x0, 1f\n\t"
                     "cbz x9, 1f\n\t"
                     "mov x8, #93\n\t"
                     "svc #0\n"
                     "1:"
                     : "+r"(x0), "+r"(x8)
                     : "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x9)
                     : "memory");
    return x0;
}

#endif
