// SPDX-License-Identifier: MIT
#ifndef CT_KERNEL_PLAN_H
#define CT_KERNEL_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/policy.h"

// What a seccomp filter can do of a policy: for each system call that creates or changes namespaces
// the tests of its flags, in the order of the rules. kernel_filter.c makes a program of it and
// kernel_profile.c a profile for containers.

enum ct_kernel_call {
    CT_KERNEL_CLONE,
    CT_KERNEL_CLONE3, // its flags are in memory, which no filter reads
    CT_KERNEL_FORK,
    CT_KERNEL_VFORK,
    CT_KERNEL_UNSHARE,
    CT_KERNEL_SETNS,
    CT_KERNEL_CALLS
};

// Of the low 32 bits of the flags: the kernel looks at no more of them in these calls, or refuses
// what has more.
struct ct_kernel_test {
    uint32_t all, any, none; // any: 0 where it is not asked for
    int exit_signal;         // of the low byte; -1 where it is not asked for
    uint32_t verdict;        // SECCOMP_RET_*; the first test that a call passes decides
};

struct ct_kernel_tests {
    struct ct_kernel_test all[CT_POLICY_RULES_MAX];
    unsigned count;
    bool refuse; // some test does not allow; without one the call needs no tests
};

struct ct_kernel_plan {
    struct ct_kernel_tests calls[CT_KERNEL_CALLS];
    unsigned enforced; // rules that refuse something in here
    char **notes;      // a sentence for each rule of which something stays with the library
    size_t note_count;
};

// Never fails, and may come out empty: then `enforced` is 0 and the notes say why.
void ct_kernel_plan_make(const struct ct_policy *policy, struct ct_kernel_plan *plan);
void ct_kernel_plan_finish(struct ct_kernel_plan *plan);

const char *ct_kernel_call_name(enum ct_kernel_call call);  // "clone3"
unsigned ct_kernel_call_argument(enum ct_kernel_call call); // the index of the flags

// The machines of this system: 0 is the one that clonetrace was built for, the others the ABIs that
// its kernel runs beside it.
struct ct_kernel_machine {
    const char *name; // "SCMP_ARCH_X86_64"
    uint32_t audit;   // what a filter sees as the architecture
    uint32_t token;   // libseccomp's
};
// NULL behind the last; none at all on a CPU that nobody has tried this on.
const struct ct_kernel_machine *ct_kernel_machine(unsigned index);
// The number of a call there, negative where it has none.
int ct_kernel_number(const struct ct_kernel_machine *machine, enum ct_kernel_call call);

#endif
