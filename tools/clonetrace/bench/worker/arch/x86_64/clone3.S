// SPDX-License-Identifier: MIT
// long ct_worker_clone3(struct clone_args *args, size_t size, void (*child)(const void *),
//                       const void *argument): a child with a stack of its own, which libc's
// syscall() cannot make: it would return into a frame that is not on that stack.
//
//            in    parent, child
// args       rdi   rdi
// size       rsi   rsi
// child      rdx   r8, called by the child
// argument   rcx   r9 → rdi
// The kernel destroys rax, rcx and r11. The child never returns.

    .text
    .globl  ct_worker_clone3
    .hidden ct_worker_clone3
    .type   ct_worker_clone3, @function
    .p2align 4
ct_worker_clone3:
    .cfi_startproc
    endbr64
    movq    %rdx, %r8
    movq    %rcx, %r9
    movl    $435, %eax
    syscall
    testq   %rax, %rax
    jz      1f
    ret
1:
    .cfi_undefined rip
    xorl    %ebp, %ebp
    movq    %r9, %rdi
    call    *%r8
    hlt
    .cfi_endproc
    .size   ct_worker_clone3, . - ct_worker_clone3

    .section .note.GNU-stack, "", @progbits
