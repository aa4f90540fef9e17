// SPDX-License-Identifier: MIT
#ifndef CT_BENCH_PLAN_USUAL_H
#define CT_BENCH_PLAN_USUAL_H

#include "clonetrace/bench/plan.h"

// Adds a point, once; leaves out what does not exist.
void ct_bench_plan_add(struct ct_bench_plan *plan, struct ct_bench_condition point);

// What is measured where nothing in particular was asked for, as far as memory goes.
void ct_bench_plan_usual(struct ct_bench_plan *plan, bool quick, const struct ct_bench_room *room);

#endif
