// SPDX-License-Identifier: MIT
#ifndef CT_BENCH_MEASURE_H
#define CT_BENCH_MEASURE_H

#include "clonetrace/bench/asked.h"
#include "clonetrace/bench/plan.h"
#include "clonetrace/bench/programs.h"

// Measures what is planned, in rounds, until every interval is narrow enough, the time is over, or
// a signal asks for the end. Fills in the points, the plain writes, the clock, the counts and
// `partial`; notes what was not permitted. Needs ct_bench_interrupt_catch and ct_bench_crew_init.
void ct_bench_measure(const struct ct_bench_plan *plan, const struct ct_bench_asked *asked,
                      const struct ct_bench_programs *programs, struct ct_bench_result *result);

#endif
