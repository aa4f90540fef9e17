// SPDX-License-Identifier: MIT
#ifndef CT_BENCH_SERIES_H
#define CT_BENCH_SERIES_H

#include "clonetrace/bench/result.h"

// Keeps one more sample. Rounds come in ascending order; what was summarised before is out of date.
void ct_bench_series_add(struct ct_bench_series *series, double value, unsigned round);

// Fills in everything beside the samples. All of it is 0 where there are none, and the interval is
// the range of the samples where all come from one round: nothing says then how rounds differ.
void ct_bench_series_summarise(struct ct_bench_series *series);

#endif
