// SPDX-License-Identifier: MIT
// Whether a point has been measured often enough. A bootstrap for every point after every round
// would take longer than measuring, so an estimate from the rounds' medians goes before it.
#include "clonetrace/bench/rounds.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "clonetrace/bench/series.h"
#include "clonetrace/bench/statistics.h"
#include "clonetrace/cli/fail.h"

#define LONG_VISIT 0.5 // seconds

// The times that are read first: the call, and the one that tables begin with (until the new
// program runs, or until the child is reaped). Plain writes and points where pages are written have
// their own.
static void deciding(const struct ct_bench_series *series, enum ct_bench_act act, int metrics[2]) {
    if (act == CT_BENCH_PLAIN) {
        metrics[0] = CT_BENCH_FIRST_TOUCH;
        metrics[1] = CT_BENCH_REUSE;
    } else if (series[CT_BENCH_WRITE_PAGE].count) {
        metrics[0] = metrics[1] = CT_BENCH_WRITE_PAGE;
    } else {
        metrics[0] = CT_BENCH_CALL;
        metrics[1] = series[CT_BENCH_PROGRAM_RUNS].count ? CT_BENCH_PROGRAM_RUNS : CT_BENCH_REAPED;
    }
}

static double median_of(const double *values, size_t count) {
    double *copy = ct_alloc(count * sizeof *copy + 1), median;

    memcpy(copy, values, count * sizeof *copy);
    median = ct_bench_median(copy, count);
    free(copy);
    return median;
}

void ct_bench_visits_take(struct ct_bench_visits *visits, struct ct_bench_series *series,
                          const struct ct_bench_answer *answer, const double *samples,
                          enum ct_bench_act act) {
    const double *starts[CT_BENCH_SERIES];
    int metrics[2];

    for (int i = 0; i < CT_BENCH_SERIES; i++) {
        starts[i] = samples;
        for (uint32_t j = 0; j < answer->counts[i]; j++)
            ct_bench_series_add(&series[i], *samples++, visits->count);
    }
    deciding(series, act, metrics);
    for (int i = 0; i < 2; i++) {
        visits->medians[i] =
            ct_realloc(visits->medians[i], (visits->count + 1) * sizeof *visits->medians[i]);
        visits->medians[i][visits->count] =
            median_of(starts[metrics[i]], answer->counts[metrics[i]]);
    }
    visits->count++;
}

// Half of a 95 % interval of the median of normal values, from their median absolute deviation, as
// a share of the median. (The median's deviation is 1.2533 times the mean's.)
static double estimate(const double *medians, unsigned count) {
    double *deviations = ct_alloc(count * sizeof *deviations), median, spread;

    median = median_of(medians, count);
    for (unsigned i = 0; i < count; i++)
        deviations[i] = fabs(medians[i] - median);
    spread = 1.4826 * ct_bench_median(deviations, count);
    free(deviations);
    return median > 0 ? 1.96 * 1.2533 * spread / sqrt(count) / median : INFINITY;
}

static double width(struct ct_bench_series *series) {
    ct_bench_series_summarise(series);
    return series->median > 0 ? (series->high - series->low) / 2 / series->median : INFINITY;
}

void ct_bench_visits_judge(struct ct_bench_visits *visits, struct ct_bench_series *series,
                           enum ct_bench_act act, double precision) {
    int metrics[2];

    if (visits->count < CT_BENCH_ROUNDS_LEAST || visits->count < visits->next_check)
        return;
    visits->relative_width = fmax(estimate(visits->medians[0], visits->count),
                                  estimate(visits->medians[1], visits->count));
    if (visits->relative_width > precision)
        return;
    deciding(series, act, metrics);
    visits->relative_width = fmax(width(&series[metrics[0]]), width(&series[metrics[1]]));
    visits->done = visits->relative_width <= precision;
    visits->next_check = visits->count + visits->count / 3 + 1;
}

// After the first rounds a point whose visits take long has every third one only, so that there is
// time for those whose intervals are still wide.
unsigned ct_bench_visits_wanted(const struct ct_bench_visits *visits, double precision,
                                unsigned round) {
    double wide = visits->relative_width / precision;

    if (visits->count < CT_BENCH_ROUNDS_WHOLE)
        return 1;
    if (visits->seconds > LONG_VISIT)
        return round % 3 == 0;
    if (visits->count < CT_BENCH_ROUNDS_LEAST)
        return 1;
    return wide > 2.5 ? CT_BENCH_VISITS_MOST : wide > 1.5 ? 2 : 1;
}

void ct_bench_visits_finish(struct ct_bench_visits *visits) {
    free(visits->medians[0]);
    free(visits->medians[1]);
}
