// SPDX-License-Identifier: MIT
// Two callers for registers.c that C cannot be.
//
// long call_watched(long (*function)(), long a, b, c, d, e, f, g): gives every register that belongs to the caller a
// value of its own, calls function(a, ... g) and looks whether all are what they were. A parent gets the result, or
// -4096 where one was changed. A child (result 0) may share this frame and so never returns: it exits with 7, or 8.
//
// long call_on_stack(long number, long a, long b, void (*child)(void)): syscall(number, a, b, 0, 0, 0) with a stack for
// the child among the arguments. The child runs child() on that stack.
//
// values     x19..x28: 0x100 times the number; d8..d15: 0x200 times the number
// frame      x29 x30, x19..x28 from 16, d8..d15 from 96, the sp of the call at 160

#include <sys/syscall.h>

#define FRAME 176
#define CHANGED -4096

    .macro  FILL
    .irp    n, 8, 9, 10, 11, 12, 13, 14, 15
    mov     x9, #(0x200 * \n)
    fmov    d\n, x9
    .endr
    .irp    n, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28
    mov     x\n, #(0x100 * \n)
    .endr
    .endm

// Leaves 0 in x9 where nothing differs.
    .macro  COMPARE
    mov     x9, #0
    .irp    n, 8, 9, 10, 11, 12, 13, 14, 15
    mov     x10, #(0x200 * \n)
    fmov    x11, d\n
    eor     x10, x10, x11
    orr     x9, x9, x10
    .endr
    .irp    n, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28
    mov     x10, #(0x100 * \n)
    eor     x10, x10, x\n
    orr     x9, x9, x10
    .endr
    .endm

    .text
    .globl  call_watched
    .type   call_watched, %function
call_watched:
    stp     x29, x30, [sp, #-FRAME]!
    mov     x29, sp
    stp     x19, x20, [sp, #16]
    stp     x21, x22, [sp, #32]
    stp     x23, x24, [sp, #48]
    stp     x25, x26, [sp, #64]
    stp     x27, x28, [sp, #80]
    stp     d8, d9, [sp, #96]
    stp     d10, d11, [sp, #112]
    stp     d12, d13, [sp, #128]
    stp     d14, d15, [sp, #144]
    str     x29, [sp, #160]
    mov     x16, x0
    mov     x0, x1
    mov     x1, x2
    mov     x2, x3
    mov     x3, x4
    mov     x4, x5
    mov     x5, x6
    mov     x6, x7
    FILL
    blr     x16
    COMPARE
    ldr     x10, [sp, #160]
    eor     x10, x10, x29
    orr     x9, x9, x10
    mov     x10, sp
    eor     x10, x10, x29
    orr     x9, x9, x10
    cbz     x0, .Lchild
    cbz     x9, .Lreturn
    mov     x0, #CHANGED
.Lreturn:
    ldp     x19, x20, [sp, #16]
    ldp     x21, x22, [sp, #32]
    ldp     x23, x24, [sp, #48]
    ldp     x25, x26, [sp, #64]
    ldp     x27, x28, [sp, #80]
    ldp     d8, d9, [sp, #96]
    ldp     d10, d11, [sp, #112]
    ldp     d12, d13, [sp, #128]
    ldp     d14, d15, [sp, #144]
    ldp     x29, x30, [sp], #FRAME
    ret
.Lchild:
    cmp     x9, #0
    mov     x0, #7
    cinc    x0, x0, ne
    mov     x8, #SYS_exit_group
    svc     #0
    .size   call_watched, . - call_watched

    .globl  call_on_stack
    .type   call_on_stack, %function
call_on_stack:
    stp     x29, x30, [sp, #-32]!
    mov     x29, sp
    str     x19, [sp, #16]
    mov     x19, x3
    mov     x3, #0
    mov     x4, #0
    mov     x5, #0
    bl      syscall
    cbz     x0, .Lon_stack
    ldr     x19, [sp, #16]
    ldp     x29, x30, [sp], #32
    ret
.Lon_stack:
    blr     x19
    brk     #0
    .size   call_on_stack, . - call_on_stack

    .section .note.GNU-stack, "", %progbits
