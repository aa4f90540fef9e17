// SPDX-License-Identifier: MIT
#ifndef CT_POLICY_OUTCOME_H
#define CT_POLICY_OUTCOME_H

#include "policy/policy.h"

// What a policy would do to each hooked function, found by asking the judge.

struct ct_outcome {
    const char *call; // "pthread_create", "syscall(SYS_execve)"
    const char *how;  // "like fork", "CLONE_NEWNET" where the caller chooses, else NULL
    char *text;       // "would be refused by rule r with EPERM"
    uint64_t matches; // 1 << rule of those that may match
    bool refused;     // a rule refuses it, or ends the process, whatever the program does
    struct ct_facts facts;
};

// All calls of all functions that a rule can judge, with the flags that this C library passes, or,
// where the caller chooses them, with each set of flags that is in use. Returns how many; the
// caller passes them to ct_outcomes_free.
// Second names of a function (__fork) are left out where they would get what the first gets.
size_t ct_outcomes_find(const struct ct_policy *policy, struct ct_outcome **outcomes);
void ct_outcomes_free(struct ct_outcome *outcomes, size_t count);

#endif
