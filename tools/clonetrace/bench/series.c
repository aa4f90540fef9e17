// SPDX-License-Identifier: MIT
// The samples of one metric at one point, and what they say. No sample is ever dropped.
#include "clonetrace/bench/series.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "clonetrace/bench/statistics.h"
#include "clonetrace/cli/fail.h"

#define RESAMPLES 1000
#define SEED 1        // any: the same samples must give the same interval
#define FIRST_ROOM 16 // a power of two, as the room is doubled at each

void ct_bench_series_add(struct ct_bench_series *series, double value, unsigned round) {
    size_t count = series->count;

    if (count == 0 || (count >= FIRST_ROOM && !(count & (count - 1)))) {
        size_t room = count ? 2 * count : FIRST_ROOM;

        series->samples = ct_realloc(series->samples, room * sizeof *series->samples);
        series->rounds = ct_realloc(series->rounds, room * sizeof *series->rounds);
    }
    series->samples[count] = value;
    series->rounds[count] = round;
    series->count++;
}

static void summarise_spread(struct ct_bench_series *series, double *scratch) {
    double limit;

    for (size_t i = 0; i < series->count; i++)
        scratch[i] = fabs(series->samples[i] - series->median);
    limit = 5 * 1.4826 * ct_bench_median(scratch, series->count);
    series->outliers = 0;
    for (size_t i = 0; i < series->count; i++)
        series->outliers += fabs(series->samples[i] - series->median) > limit;
}

static void summarise_interval(struct ct_bench_series *series, const double *sorted) {
    struct ct_bench_sample sample = {series->samples, series->rounds, series->count};
    struct ct_bench_interval interval = {sorted[0], sorted[series->count - 1]};

    if (series->rounds[0] != series->rounds[series->count - 1])
        interval = ct_bench_bootstrap_median(&sample, RESAMPLES, SEED);
    series->low = interval.low;
    series->high = interval.high;
}

void ct_bench_series_summarise(struct ct_bench_series *series) {
    size_t count = series->count;
    double *scratch;

    series->median = series->low = series->high = series->p99 = 0;
    series->outliers = 0;
    if (!count)
        return;
    scratch = ct_alloc(count * sizeof *scratch);
    memcpy(scratch, series->samples, count * sizeof *scratch);
    ct_bench_sort(scratch, count);
    series->p99 = scratch[(99 * count + 99) / 100 - 1];
    series->median = (scratch[(count - 1) / 2] + scratch[count / 2]) / 2;
    summarise_interval(series, scratch);
    summarise_spread(series, scratch);
    free(scratch);
}
