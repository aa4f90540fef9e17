// SPDX-License-Identifier: MIT
// Where the kernel starts a program that has no C library. rsp is a multiple of 16 (System V ABI,
// 3.4.1), as the call wants it; rbp 0 ends the chain of frames.

    .text
    .globl  _start
    .type   _start, @function
_start:
    .cfi_startproc
    .cfi_undefined rip
    xorl    %ebp, %ebp
    call    ct_program_main
    hlt
    .cfi_endproc
    .size   _start, . - _start

    .section .note.GNU-stack, "", @progbits
