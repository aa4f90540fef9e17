// SPDX-License-Identifier: MIT
#ifndef CT_LIMITS_H
#define CT_LIMITS_H

#include <stdint.h>

// From where on something is a hazard. docs/hazards.md has what each is for.
enum ct_limit {
    CT_LIMIT_STORM_RATE,   // processes that one process creates within a second
    CT_LIMIT_STORM_DEPTH,  // processes in a chain, each created by the one before
    CT_LIMIT_CHURN,        // short-lived threads of one process from one place
    CT_LIMIT_CHURN_MS,     // below which a thread is short-lived
    CT_LIMIT_VFORK_MS,     // that a vfork child keeps its parent waiting
    CT_LIMIT_VFORK_FAULTS, // pages that a vfork child touches
    CT_LIMITS
};

struct ct_limits {
    uint64_t set[CT_LIMITS]; // 0: as is
};

uint64_t ct_limit(const struct ct_limits *limits, enum ct_limit limit);

// Adds "KEY=N,…", which is cut up. Returns 0, or CT_EXIT_FAILED after telling.
int ct_limits_read(struct ct_limits *limits, char *text);

#endif
