// SPDX-License-Identifier: MIT
#ifndef CT_TESTS_RAW_CALL_H
#define CT_TESTS_RAW_CALL_H

#define RAW_CALL_OLD {"fork", SYS_fork}, {"vfork", SYS_vfork},

// The other arguments are 0. In a child (other calls that give 0 are unshare and setns) exit(0).
static inline long raw_call(long number, long first, long second) {
    long result, creates = number != SYS_unshare && number != SYS_setns;

    __asm__ volatile("pushl %%ebx\n\t"
                     "movl %2, %%ebx\n\t"
                     "int $0x80\n\t"
                     "testl %%eax, %%eax\n\t"
                     "jnz 1f\n\t"
                     "testl %%edi, %%edi\n\t"
                     "jz 1f\n\t"
                     "movl $1, %%eax\n\t"
                     "xorl %%ebx, %%ebx\n\t"
                     "int $0x80\n"
                     "1: popl %%ebx"
                     : "=a"(result)
                     : "0"(number), "S"(first), "c"(second), "d"(0L), "D"(creates)
                     : "memory");
    return result;
}

#endif
