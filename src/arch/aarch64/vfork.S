// SPDX-License-Identifier: MIT
// vfork and __vfork: enter, the system call, and in the parent leave. The kernel has no vfork here; glibc's is
// clone(CLONE_VM | CLONE_VFORK | SIGCHLD), and so is this. The child shares the parent's stack and runs first,
// so nothing that the parent needs afterwards may lie in memory.
//
// across the system call     held in
// return address             x30
// struct ct_cookie           x9..x16
// which name was called      its cookie
// stack pointer              sp, as the caller left it: a stack of 0 means the creator's
// callee-saved registers     untouched: the program's (x19..x29, d8..d15)
// flags, stack, number       x0, x1, x8; without SETTID and SETTLS the kernel reads no other
//
// Stack of enter and leave: the frame record and 64 bytes of cookie.
// A child that shares a guarded control stack (GCS) must not pop its creator's entry: it leaves by a branch, as
// glibc's sysdeps/unix/sysv/linux/aarch64/vfork.S does. Compilers put a `bti j` behind a call of vfork for that,
// but not all of them and not in old programs, so the branch is for GCS alone.

#include <sys/syscall.h>
#include "arch/aarch64/cookie.inc"

#define COOK  16
#define FRAME 80

#define VFORK_FLAGS 0x4111 // CLONE_VM | CLONE_VFORK | SIGCHLD

    .text
    .globl  vfork
    .type   vfork, %function
    .p2align 4
vfork:
    .cfi_startproc
    LANDING
    mov     x2, #0
    b       .Lvfork
    .cfi_endproc
    .size   vfork, . - vfork

    .globl  __vfork
    .type   __vfork, %function
    .p2align 4
__vfork:
    .cfi_startproc
    LANDING
    mov     x2, #1
.Lvfork:
    FRAME_PUSH FRAME
    add     x0, sp, #COOK
    mov     x1, x30
    bl      ct_vfork_enter
    cbnz    x0, .Lrefused
    COOKIE_TO_REGISTERS COOK
    FRAME_POP FRAME

    mov     x0, #VFORK_FLAGS
    mov     x1, #0
    mov     x8, #SYS_clone
    svc     #0
    cbz     x0, .Lchild

    FRAME_PUSH FRAME
    COOKIE_FROM_REGISTERS COOK
    mov     x2, x0
    add     x0, sp, #COOK
    mov     x1, x30
    bl      ct_vfork_leave
    FRAME_POP FRAME
    ret

.Lrefused:
    FRAME_STANDS FRAME
    FRAME_POP FRAME
    ret

.Lchild:
    mov     x16, #1
    hint    #40 // chkfeat x16: clears bit 0 where GCS is on, and is a nop on a CPU without
    tbz     x16, #0, .Lguarded
    ret
.Lguarded:
    br      x30
    .cfi_endproc
    .size   __vfork, . - __vfork

    MARK_BTI
