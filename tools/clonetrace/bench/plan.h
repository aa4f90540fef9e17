// SPDX-License-Identifier: MIT
#ifndef CT_BENCH_PLAN_H
#define CT_BENCH_PLAN_H

#include "clonetrace/bench/asked.h"
#include "clonetrace/bench/room.h"

// What is going to be measured, without duplicates. Points at which more than one of memory,
// mappings, descriptors and threads differs from nothing are there to check a model that is fitted
// to the others.
struct ct_bench_plan {
    struct ct_bench_condition *points; // owned
    size_t count;
    uint64_t plain; // bytes for enum ct_bench_plain, 0: not measured
};

// Returns 0, or CT_EXIT_FAILED after telling what cannot be had: more memory than there is, or a
// combination that does not exist.
int ct_bench_plan_make(struct ct_bench_plan *plan, const struct ct_bench_asked *asked,
                       const struct ct_bench_room *room);
void ct_bench_plan_finish(struct ct_bench_plan *plan);

// Whether the method can do that: posix_spawn always executes, a thread never does.
bool ct_bench_plan_exists(enum ct_bench_method method, enum ct_bench_then then);

#endif
