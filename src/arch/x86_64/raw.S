// SPDX-License-Identifier: MIT
// long ct_raw(long number, ...): a system call that knows nothing of errno.
//
//          in      to
// number   rdi     rax
// 1..3     rsi rdx rcx   rdi rsi rdx
// 4..6     r8 r9 8(rsp)  r10 r8 r9
// The kernel destroys rcx and r11 (syscall instruction), both ours to lose.

    .text
    .globl  ct_raw
    .hidden ct_raw
    .type   ct_raw, @function
    .p2align 4
ct_raw:
    .cfi_startproc
    endbr64
    movq    %rdi, %rax
    movq    %rsi, %rdi
    movq    %rdx, %rsi
    movq    %rcx, %rdx
    movq    %r8, %r10
    movq    %r9, %r8
    movq    8(%rsp), %r9
    syscall
    ret
    .cfi_endproc
    .size   ct_raw, . - ct_raw

    .section .note.GNU-stack, "", @progbits
