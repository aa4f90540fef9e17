// SPDX-License-Identifier: MIT
#ifndef CT_BENCH_RATIO_H
#define CT_BENCH_RATIO_H

#include <stdbool.h>

#include "clonetrace/bench/result.h"

// How many times as long one thing takes as another: of the medians, with a 95 % interval.
struct ct_bench_ratio {
    double times, low, high;
};

// False where a median or an end of its interval is not above 0.
bool ct_bench_ratio_find(struct ct_bench_ratio *ratio, const struct ct_bench_series *dear,
                         const struct ct_bench_series *cheap);

#endif
