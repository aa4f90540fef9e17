// SPDX-License-Identifier: MIT
#ifndef BENCH_DECIDE_COST_H
#define BENCH_DECIDE_COST_H

#include <stdbool.h>

#define BENCH_DECIDE_RULES 32
#define BENCH_DECIDE_TARGET_NS 150

// Nanoseconds to judge one call by 32 rules, without what it takes to gather the facts.
struct bench_decide {
    double other_ns; // rules for other functions and flags: the usual call
    double near_ns;  // rules for this function that differ in one criterion, flags or a number
    double globs_ns; // the same, and four of them compare a path with a glob before they differ
};

struct bench_decide bench_decide_run(bool quick);

#endif
