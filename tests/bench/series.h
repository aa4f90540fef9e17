// SPDX-License-Identifier: MIT
#ifndef BENCH_SERIES_H
#define BENCH_SERIES_H

#include "options.h"
#include "runner.h"
#include "clonetrace/bench/statistics.h"

// What a case showed under one condition. ratio is the median over rounds of this condition's time
// divided by native's time in the same round.
struct bench_outcome {
    double median_ns;
    double ratio;
    struct ct_bench_interval interval; // 95 %, of ratio
    double lines; // lines in the log for each operation or run, warm-up included
};

struct bench_result {
    const struct bench_case *what;
    size_t rounds;
    struct bench_outcome outcomes[BENCH_CONDITIONS_MAX];
};

// Measures rounds, each one every condition in random order, until --max-time or --precision is
// reached. Dies where a condition that must be traced left an empty log.
struct bench_result bench_series_run(const struct bench_case *what,
                                     const struct bench_runner *runner,
                                     const struct bench_conditions *conditions,
                                     const struct bench_options *options);

#endif
