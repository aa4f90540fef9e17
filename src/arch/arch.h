// SPDX-License-Identifier: MIT
#ifndef CT_ARCH_ARCH_H
#define CT_ARCH_ARCH_H

#include <stdbool.h>
#include <stdint.h>

// The contract of src/arch/<cpu>/. Each CPU has the same files:
//   raw.S      ct_raw(), see base/raw.h
//   vfork.S    exports vfork and __vfork
//   syscall.S  exports syscall
//   cpu.c      the constants below
// The generic folder has raw.c and cpu.c only: vfork and syscall(3) are then not intercepted.

extern const char ct_arch_name[];   // as `image` prints it
extern const bool ct_arch_unhooked; // true: no vfork.S and syscall.S in this build

// What a creation that returns twice on one stack must remember between its enter and its leave. It
// lives in registers only, never in memory: the child runs on the same stack and may itself vfork.
// The kernel saves registers per task, and all of these are ones that a function may destroy.
struct ct_cookie {
    uint64_t word[8];
};

// Called by vfork.S. Not 0 where the call is refused: then errno is set, and -1 is what vfork
// returns. `alias` is 1 for __vfork. `site` is the address that vfork returns to.
long ct_vfork_enter(struct ct_cookie *cookie, const void *site, long alias);
// In the parent, with what the kernel returned; returns what vfork returns, errno set.
long ct_vfork_leave(const struct ct_cookie *cookie, const void *site, long result);

// Called by syscall.S for clone, clone3, fork and vfork. `args` are the number and the first five
// arguments.
long ct_syscall_enter(struct ct_cookie *cookie, const void *site, const long args[6]);
long ct_syscall_leave(const struct ct_cookie *cookie, const void *site, long result);

// Jumped to by syscall.S, on the program's frame, for every other system call that is watched.
long ct_syscall_single(long number, long a, long b, long c, long d, long e, long f);
// The next syscall(3): plain calls jump through it. Starts as a resolver.
extern long (*ct_syscall_next)(long number, ...);

#endif
