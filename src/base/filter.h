// SPDX-License-Identifier: MIT
#ifndef CT_BASE_FILTER_H
#define CT_BASE_FILTER_H

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdbool.h>
#include <stdint.h>

// What a seccomp filter of the program would do to the shim's own system calls. One that kills for
// what it does not expect would kill a program that runs well without the shim.

// Runs a classic BPF program as the kernel runs it for seccomp (seccomp(2), net/core/filter.c);
// returns the filter's value, or SECCOMP_RET_KILL_PROCESS for a program that is not one the kernel
// would have taken.
uint32_t ct_filter_run(const struct sock_fprog *program, const struct seccomp_data *data);

// True where the call (number and arguments; the architecture is filled in) would be made, refused
// with an errno, or logged; false where it would end or stop the program.
bool ct_filter_spares(const struct sock_fprog *program, const struct seccomp_data *call);

#endif
