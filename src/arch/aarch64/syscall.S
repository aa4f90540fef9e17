// SPDX-License-Identifier: MIT
// syscall(3). Looks at the number and lets what is not watched pass to the next definition with nothing
// changed. clone and clone3 are made here, because they may return twice on one stack or return on another one;
// the rest of the watched calls return once and are C. This CPU never had fork and vfork.
//
//            as called      at the system call
// number     w0             x8 (libc takes 32 bits of it, and so does this)
// 1..5       x1..x5         x0..x4
// across the system call
// return address            x30
// struct ct_cookie          x9..x16
// stack pointer             sp, as the caller left it
// callee-saved registers    untouched: the program's (x19..x29, d8..d15)
//
// Stack of enter: the frame record, 6 words of arguments and 8 of cookie. A return here needs no stack, so the
// child leaves in the same way whether the stack is its creator's or its own. libc's syscall() leaves by `ret`, too.

#include <sys/syscall.h>
#include "arch/aarch64/cookie.inc"

#define ARGS  16
#define COOK  64
#define FRAME 128

    .hidden ct_syscall_next

    .text
    .globl  syscall
    .type   syscall, %function
    .p2align 4
syscall:
    .cfi_startproc
    LANDING
    cmp     w0, #SYS_clone
    b.eq    .Lcreate
    cmp     w0, #SYS_clone3
    b.eq    .Lcreate
    cmp     w0, #SYS_execve
    b.eq    .Lsingle
    cmp     w0, #SYS_exit_group
    b.eq    .Lsingle
    cmp     w0, #SYS_unshare
    b.eq    .Lsingle
    cmp     w0, #SYS_setns
    b.eq    .Lsingle
    cmp     w0, #SYS_execveat
    b.eq    .Lsingle
    cmp     w0, #SYS_seccomp
    b.eq    .Lsingle
    cmp     w0, #SYS_prctl
    b.eq    .Lsingle
    cmp     w0, #SYS_prlimit64
    b.eq    .Lsingle
    cmp     w0, #SYS_setrlimit
    b.eq    .Lsingle
    adrp    x16, ct_syscall_next
    ldr     x16, [x16, #:lo12:ct_syscall_next]
    br      x16
.Lsingle:
    sxtw    x0, w0
    b       ct_syscall_single

.Lcreate:
    sxtw    x0, w0
    FRAME_PUSH FRAME
    stp     x0, x1, [sp, #ARGS]
    stp     x2, x3, [sp, #ARGS+16]
    stp     x4, x5, [sp, #ARGS+32]
    add     x0, sp, #COOK
    mov     x1, x30
    add     x2, sp, #ARGS
    bl      ct_syscall_enter
    cbnz    x0, .Lrefused
    COOKIE_TO_REGISTERS COOK
    ldp     x8, x0, [sp, #ARGS]
    ldp     x1, x2, [sp, #ARGS+16]
    ldp     x3, x4, [sp, #ARGS+32]
    FRAME_POP FRAME
    svc     #0
    cbz     x0, .Lchild

    FRAME_PUSH FRAME
    COOKIE_FROM_REGISTERS COOK
    mov     x2, x0
    add     x0, sp, #COOK
    mov     x1, x30
    bl      ct_syscall_leave
    FRAME_POP FRAME
    ret

.Lrefused:
    FRAME_STANDS FRAME
    FRAME_POP FRAME
    ret

.Lchild:
    ret
    .cfi_endproc
    .size   syscall, . - syscall

    MARK_BTI
