// SPDX-License-Identifier: MIT
// Where the kernel starts a program that has no C library; sp is a multiple of 16 (AAPCS64, 6.4.5).
// x29 and x30 of 0 end the chain of frames.

    .text
    .globl  _start
    .type   _start, %function
_start:
    .cfi_startproc
    .cfi_undefined x30
    mov     x29, #0
    mov     x30, #0
    bl      ct_program_main
    brk     #0
    .cfi_endproc
    .size   _start, . - _start

    .section .note.GNU-stack, "", %progbits
