// SPDX-License-Identifier: MIT
#ifndef CT_TESTS_RAW_CALL_H
#define CT_TESTS_RAW_CALL_H

// x32 numbers have bit 30 set.
#define RAW_CALL_OLD {"fork", SYS_fork}, {"vfork", SYS_vfork}, {"x32_clone", 1 << 30 | SYS_clone},

// The other arguments are 0. In a child (other calls that give 0 are unshare and setns) exit(0).
static inline long raw_call(long number, long first, long second) {
    register long r10 __asm__("r10") = 0;
    register long r8 __asm__("r8") = 0;
    long result, creates = number != SYS_unshare && number != SYS_setns;

    __asm__ volatile("syscall\n\t"
                     "testq %%rax, %%rax\n\t"
                     "jnz 1f\n\t"
                     "testq %%rbx, %%rbx\n\t"
                     "jz 1f\n\t"
                     "movl $60, %%eax\n\t"
                     "xorl %%edi, %%edi\n\t"
                     "syscall\n"
                     "1:"
                     : "=a"(result)
                     : "0"(number), "D"(first), "S"(second), "d"(0L), "b"(creates), "r"(r10),
                       "r"(r8)
                     : "rcx", "r11", "memory");
    return result;
}

#endif
