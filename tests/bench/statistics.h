// SPDX-License-Identifier: MIT
#ifndef BENCH_STATISTICS_H
#define BENCH_STATISTICS_H

#include <stddef.h>
#include <stdint.h>

struct bench_interval {
    double low;
    double high;
};

// Values of one condition, with the generation (the worker process) each was measured in.
// Generations are numbered from 0 and every one of them has at least one value, in ascending order.
struct bench_sample {
    const double *values;
    const unsigned *generations;
    size_t count;
};

// Middle value, mean of the two middle ones for an even count. Reorders values. NaN for count 0.
double bench_median(double *values, size_t count);

// 95 % percentile bootstrap interval of the median, from `resamples` draws. Whole generations are
// drawn with replacement, because values of one process share its memory layout and are not
// independent; with one value per generation this is the ordinary bootstrap. The same seed gives
// the same interval. NaN, NaN for an empty sample or where memory ends.
struct bench_interval bench_bootstrap_median(const struct bench_sample *sample, size_t resamples,
                                             uint64_t seed);

#endif
