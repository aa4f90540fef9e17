// SPDX-License-Identifier: MIT
#ifndef CT_BENCH_STATISTICS_H
#define CT_BENCH_STATISTICS_H

#include <stddef.h>
#include <stdint.h>

struct ct_bench_interval {
    double low;
    double high;
};

// Values of one condition, with the generation (the worker process) each was measured in.
// Generations are numbered from 0 and every one of them has at least one value, in ascending order.
struct ct_bench_sample {
    const double *values;
    const unsigned *generations;
    size_t count;
};

// Middle value, mean of the two middle ones for an even count. Reorders values. NaN for count 0.
double ct_bench_median(double *values, size_t count);

void ct_bench_sort(double *values, size_t count); // ascending

// 95 % percentile bootstrap interval of the median, from `resamples` draws. Whole generations are
// drawn with replacement, because values of one process share its memory layout and are not
// independent; with one value per generation this is the ordinary bootstrap. With few generations
// its percentiles are taken farther out, as Student's distribution is wider than the normal one
// (Hesterberg, What Teachers Should Know About the Bootstrap, The American Statistician 69, 2015).
// The same seed gives the same interval. NaN, NaN for an empty sample or where memory
// ends.
struct ct_bench_interval ct_bench_bootstrap_median(const struct ct_bench_sample *sample,
                                                   size_t resamples, uint64_t seed);

#endif
