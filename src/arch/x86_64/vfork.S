// SPDX-License-Identifier: MIT
// vfork and __vfork: enter, the system call, and in the parent leave. The child shares the parent's stack and
// runs first, so nothing that the parent needs afterwards may lie in memory.
//
// across the system call     held in
// return address             rdi
// struct ct_cookie           xmm8..xmm15
// which name was called      its cookie
// callee-saved registers     untouched: the program's
//
// Stack of enter and leave: 72 bytes of cookie, aligned to 16, below the return address.
// The child leaves by an indirect jump and pops nothing from a shadow stack, which it shares (as glibc's
// sysdeps/unix/sysv/linux/x86_64/vfork.S explains).

#include <sys/syscall.h>
#include "arch/x86_64/cookie.inc"

    .text
    .globl  vfork
    .type   vfork, @function
    .p2align 4
vfork:
    .cfi_startproc
    endbr64
    xorl    %edx, %edx
    jmp     .Lvfork
    .cfi_endproc
    .size   vfork, . - vfork

    .globl  __vfork
    .type   __vfork, @function
    .p2align 4
__vfork:
    .cfi_startproc
    endbr64
    movl    $1, %edx
.Lvfork:
    subq    $72, %rsp
    .cfi_adjust_cfa_offset 72
    movq    %rsp, %rdi
    movq    72(%rsp), %rsi
    call    ct_vfork_enter
    testq   %rax, %rax
    jnz     .Lrefused
    COOKIE_TO_REGISTERS 0, %rsp
    addq    $72, %rsp
    .cfi_adjust_cfa_offset -72

    popq    %rdi
    .cfi_adjust_cfa_offset -8
    .cfi_register %rip, %rdi
    movl    $SYS_vfork, %eax
    syscall
    testq   %rax, %rax
    jz      .Lchild

    pushq   %rdi
    .cfi_adjust_cfa_offset 8
    .cfi_rel_offset %rip, 0
    subq    $72, %rsp
    .cfi_adjust_cfa_offset 72
    COOKIE_FROM_REGISTERS 0, %rsp
    movq    %rdi, %rsi
    movq    %rsp, %rdi
    movq    %rax, %rdx
    call    ct_vfork_leave
    addq    $72, %rsp
    .cfi_adjust_cfa_offset -72
    ret

.Lrefused:
    .cfi_adjust_cfa_offset 72
    addq    $72, %rsp
    .cfi_adjust_cfa_offset -72
    ret

.Lchild:
    .cfi_adjust_cfa_offset -8
    .cfi_register %rip, %rdi
    jmp     *%rdi
    .cfi_endproc
    .size   __vfork, . - __vfork

    .section .note.GNU-stack, "", @progbits
