// SPDX-License-Identifier: MIT
// long ct_worker_clone3(struct clone_args *args, size_t size, void (*child)(const void *),
//                       const void *argument): a child with a stack of its own, which libc's
// syscall() cannot make: it would return into a frame that is not on that stack.
//
//            in   parent, child
// args       x0   x0
// size       x1   x1
// child      x2   x2, called by the child
// argument   x3   x3 → x0
// The kernel destroys x0, the result, and nothing else. The child never returns.

    .text
    .globl  ct_worker_clone3
    .hidden ct_worker_clone3
    .type   ct_worker_clone3, %function
    .p2align 4
ct_worker_clone3:
    .cfi_startproc
    hint    #34 // bti c
    mov     x8, #435
    svc     #0
    cbz     x0, 1f
    ret
1:
    .cfi_undefined x30
    mov     x29, #0
    mov     x30, #0
    mov     x0, x3
    blr     x2
    brk     #0
    .cfi_endproc
    .size   ct_worker_clone3, . - ct_worker_clone3

    .section .note.GNU-stack, "", %progbits
