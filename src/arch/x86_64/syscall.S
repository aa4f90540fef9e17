// SPDX-License-Identifier: MIT
// syscall(3). Looks at the number and lets what is not watched pass to the next definition with nothing
// changed. clone, clone3, fork and vfork are made here, because they may return twice on one stack or return
// on another one; the rest of the watched calls return once and are C.
//
//            as called      at the system call
// number     edi            rax (the kernel takes 32 bits of it, and so does this)
// 1..5       rsi rdx rcx r8 r9   rdi rsi rdx r10 r8
// across the system call
// return address            r9 (none of these calls has a sixth argument)
// struct ct_cookie          xmm8..xmm15
// the creator's stack       xmm7: a child that finds itself on another one was given it
// callee-saved registers    untouched: the program's
// The syscall instruction destroys rcx and r11.
//
// Stack of enter: 6 words of arguments and 8 of cookie, 8 of padding, below the return address. A child with a
// stack of its own returns by the address that its creator put on top of it, as from libc's syscall().

#include <sys/syscall.h>
#include "arch/x86_64/cookie.inc"

#define ARGS  0
#define COOK  48
#define FRAME 120

    .text
    .globl  syscall
    .type   syscall, @function
    .p2align 4
syscall:
    .cfi_startproc
    endbr64
    leal    -SYS_clone(%rdi), %eax
    cmpl    $(SYS_vfork - SYS_clone), %eax
    jbe     .Lcreate
    cmpl    $SYS_clone3, %edi
    je      .Lcreate
    cmpl    $SYS_execve, %edi
    je      .Lsingle
    cmpl    $SYS_exit_group, %edi
    je      .Lsingle
    cmpl    $SYS_unshare, %edi
    je      .Lsingle
    cmpl    $SYS_setns, %edi
    je      .Lsingle
    cmpl    $SYS_execveat, %edi
    je      .Lsingle
    cmpl    $SYS_seccomp, %edi
    je      .Lsingle
    cmpl    $SYS_prctl, %edi
    je      .Lsingle
    cmpl    $SYS_prlimit64, %edi
    je      .Lsingle
    cmpl    $SYS_setrlimit, %edi
    je      .Lsingle
    jmp     *ct_syscall_next(%rip)
.Lsingle:
    movslq  %edi, %rdi
    jmp     ct_syscall_single

.Lcreate:
    movslq  %edi, %rdi
    subq    $FRAME, %rsp
    .cfi_adjust_cfa_offset FRAME
    movq    %rdi, ARGS+0(%rsp)
    movq    %rsi, ARGS+8(%rsp)
    movq    %rdx, ARGS+16(%rsp)
    movq    %rcx, ARGS+24(%rsp)
    movq    %r8, ARGS+32(%rsp)
    movq    %r9, ARGS+40(%rsp)
    leaq    COOK(%rsp), %rdi
    movq    FRAME(%rsp), %rsi
    movq    %rsp, %rdx
    call    ct_syscall_enter
    testq   %rax, %rax
    jnz     .Lrefused
    COOKIE_TO_REGISTERS COOK, %rsp
    movq    ARGS+0(%rsp), %rax
    movq    ARGS+8(%rsp), %rdi
    movq    ARGS+16(%rsp), %rsi
    movq    ARGS+24(%rsp), %rdx
    movq    ARGS+32(%rsp), %r10
    movq    ARGS+40(%rsp), %r8
    addq    $FRAME, %rsp
    .cfi_adjust_cfa_offset -FRAME
    movq    (%rsp), %r9
    .cfi_register %rip, %r9
    movq    %rsp, %xmm7
    syscall
    testq   %rax, %rax
    jz      .Lchild

    movq    %r9, (%rsp)
    .cfi_rel_offset %rip, 0
    subq    $FRAME, %rsp
    .cfi_adjust_cfa_offset FRAME
    COOKIE_FROM_REGISTERS COOK, %rsp
    leaq    COOK(%rsp), %rdi
    movq    %r9, %rsi
    movq    %rax, %rdx
    call    ct_syscall_leave
    addq    $FRAME, %rsp
    .cfi_adjust_cfa_offset -FRAME
    ret

.Lrefused:
    .cfi_adjust_cfa_offset FRAME
    addq    $FRAME, %rsp
    .cfi_adjust_cfa_offset -FRAME
    ret

.Lchild:
    .cfi_register %rip, %r9
    movq    %xmm7, %rcx
    cmpq    %rsp, %rcx
    jne     .Lown_stack
    addq    $8, %rsp
    .cfi_adjust_cfa_offset -8
    jmp     *%r9
.Lown_stack:
    .cfi_undefined %rip
    ret
    .cfi_endproc
    .size   syscall, . - syscall

    .section .note.GNU-stack, "", @progbits
