// SPDX-License-Identifier: MIT
// long ct_raw(long number, ...): a system call that knows nothing of errno.
//
//          in         to
// number   x0         x8
// 1..6     x1..x6     x0..x5
// The kernel destroys x0, the result, and nothing else. Variadic arguments come in the same registers as named
// ones (AAPCS64, 6.8.2).

#include "arch/aarch64/cookie.inc"

    .text
    .globl  ct_raw
    .hidden ct_raw
    .type   ct_raw, %function
    .p2align 4
ct_raw:
    .cfi_startproc
    LANDING
    mov     x8, x0
    mov     x0, x1
    mov     x1, x2
    mov     x2, x3
    mov     x3, x4
    mov     x4, x5
    mov     x5, x6
    svc     #0
    ret
    .cfi_endproc
    .size   ct_raw, . - ct_raw

    MARK_BTI
