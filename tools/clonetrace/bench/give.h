// SPDX-License-Identifier: MIT
#ifndef CT_BENCH_GIVE_H
#define CT_BENCH_GIVE_H

#include "clonetrace/bench/answers.h"
#include "clonetrace/bench/asked.h"
#include "clonetrace/bench/plan.h"

// Prints the table, or what was asked for in its place, and writes the files that were asked for.
// Returns 0, CT_BENCH_CHANGED, or CT_EXIT_FAILED after telling which of them could not be written;
// the others are.
int ct_bench_give(struct ct_bench_result *result, const struct ct_bench_asked *asked,
                  const struct ct_bench_answers *answers);

// Whether the files that were asked for can be written, before two minutes are spent on what goes
// into them. Returns 0, or CT_EXIT_FAILED after telling.
int ct_bench_give_check(const struct ct_bench_asked *asked);

// Prints what would be measured.
void ct_bench_give_plan(const struct ct_bench_plan *plan);

#endif
