// SPDX-License-Identifier: MIT
#ifndef CT_KERNEL_FILTER_H
#define CT_KERNEL_FILTER_H

#include <linux/filter.h>

#include "clonetrace/policy/kernel_plan.h"

// A plan as the program that the kernel runs at each system call.
struct ct_kernel_filter {
    struct sock_filter code[BPF_MAXINSNS];
    unsigned short length; // 0: nothing to enforce
};

// Returns 0, -EOPNOTSUPP on a CPU that this is not made for.
int ct_kernel_filter_build(const struct ct_kernel_plan *plan, struct ct_kernel_filter *filter);

// Puts the filter on the calling thread for good, with PR_SET_NO_NEW_PRIVS: no exec after it gains
// privileges from a set-user-ID bit or file capabilities. Two system calls and nothing else, so it
// may be called between fork and exec. Returns 0 or -errno; nothing is done for an empty filter.
int ct_kernel_filter_install(const struct ct_kernel_filter *filter);

#endif
