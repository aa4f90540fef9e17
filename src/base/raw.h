// SPDX-License-Identifier: MIT
#ifndef CT_BASE_RAW_H
#define CT_BASE_RAW_H

#include <sys/syscall.h>
#include <sys/types.h>
#include <stdint.h>

// System calls without errno, cancellation or the program's own interposers. Each returns what the
// kernel returns: a value, or -errno. Written in src/arch/<cpu>/raw.S; the generic build goes
// through syscall(3).
long ct_raw(long number, ...);
// The one above always reads six arguments from its registers, so unused ones need not be passed.

static inline pid_t ct_raw_getpid(void) {
    return (pid_t)ct_raw(SYS_getpid);
}

static inline pid_t ct_raw_gettid(void) {
    return (pid_t)ct_raw(SYS_gettid);
}

// One turn of a wait for another thread, which needs the processor: first this one lets others go
// first, then it sleeps. CT_TURNS of them are 200 ms and more.
enum { CT_TURNS = 264 };
void ct_wait_turn(int turn);

// Nanoseconds of a clock, through the vDSO: no system call on the kernels that have one.
uint64_t ct_clock_ns(int clock);
// The same by a system call: cheaper where the vDSO and libc would first have to be mapped into a
// new address space.
uint64_t ct_clock_cold_ns(int clock);

#endif
