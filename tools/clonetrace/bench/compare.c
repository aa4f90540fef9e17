// SPDX-License-Identifier: MIT
// Two results of bench. The rounds are what is compared: samples of one process are not
// independent of each other, processes are.
#include "clonetrace/bench/compare.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "clonetrace/bench/statistics.h"
#include "clonetrace/cli/fail.h"

#define LEVEL 0.05

// The medians of a series' rounds; returns how many. The caller frees them.
static double *round_medians(const struct ct_bench_series *series, size_t *count) {
    double *medians = ct_alloc((series->count + 1) * sizeof *medians);
    double *round = ct_alloc((series->count + 1) * sizeof *round);

    *count = 0;
    for (size_t i = 0; i < series->count;) {
        size_t n = 0;
        unsigned number = series->rounds[i];

        while (i < series->count && series->rounds[i] == number)
            round[n++] = series->samples[i++];
        medians[(*count)++] = ct_bench_median(round, n);
    }
    free(round);
    return medians;
}

static void compare_series(struct ct_bench_comparison *comparison,
                           const struct ct_bench_point *point, int which,
                           const struct ct_bench_series *before,
                           const struct ct_bench_series *after) {
    struct ct_bench_change *change = &comparison->changes[comparison->count];
    double *old, *new;
    size_t nold, nnew;

    if (!before->count || !after->count)
        return;
    old = round_medians(before, &nold);
    new = round_medians(after, &nnew);
    *change = (struct ct_bench_change){
        .point = point, .which = which, .before = before->median, .after = after->median};
    if (ct_difference_find(&change->difference, old, nold, new, nnew))
        comparison->count++;
    else
        comparison->few++;
    free(old);
    free(new);
}

static bool same_condition(const struct ct_bench_condition *a, const struct ct_bench_condition *b) {
    return a->method == b->method && a->then == b->then && a->memory == b->memory &&
           a->pages == b->pages && a->sharing == b->sharing && a->threads == b->threads &&
           a->mappings == b->mappings && a->descriptors == b->descriptors &&
           a->writer == b->writer && a->written == b->written;
}

static const struct ct_bench_point *find(const struct ct_bench_result *result,
                                         const struct ct_bench_condition *condition) {
    for (size_t i = 0; i < result->count; i++)
        if (same_condition(&result->points[i].condition, condition))
            return &result->points[i];
    return NULL;
}

static void compare_points(struct ct_bench_comparison *comparison) {
    const struct ct_bench_result *before = comparison->before, *after = comparison->after;

    for (size_t i = 0; i < after->count; i++) {
        const struct ct_bench_point *new = &after->points[i], *old = find(before, &new->condition);

        for (int metric = 0; old && metric <= CT_BENCH_WRITE_PAGE; metric++)
            compare_series(comparison, new, metric, &old->series[metric], &new->series[metric]);
        comparison->only_after += !old;
    }
    for (size_t i = 0; i < before->count; i++)
        comparison->only_before += !find(after, &before->points[i].condition);
    for (int plain = 0; plain < CT_BENCH_PLAINS; plain++)
        compare_series(comparison, NULL, plain, &before->plain[plain], &after->plain[plain]);
}

static void decide(struct ct_bench_comparison *comparison) {
    size_t count = comparison->count;
    double *p = ct_alloc((count + 1) * sizeof *p), *ratios = ct_alloc((count + 1) * sizeof *ratios);
    bool *found = ct_alloc((count + 1) * sizeof *found);

    for (size_t i = 0; i < count; i++) {
        p[i] = comparison->changes[i].difference.p;
        ratios[i] = comparison->changes[i].difference.ratio;
    }
    ct_holm(p, count, LEVEL, found);
    for (size_t i = 0; i < count; i++) {
        struct ct_bench_change *change = &comparison->changes[i];

        change->significant = found[i] && fabs(change->difference.ratio - 1) > comparison->floor;
        comparison->significant += change->significant;
    }
    comparison->drift = count ? ct_bench_median(ratios, count) : 1;
    free(found);
    free(ratios);
    free(p);
}

void ct_bench_compare(struct ct_bench_comparison *comparison, const struct ct_bench_result *before,
                      const struct ct_bench_result *after) {
    size_t most = after->count * CT_BENCH_METRICS + CT_BENCH_PLAINS;

    *comparison =
        (struct ct_bench_comparison){.before = before,
                                     .after = after,
                                     .changes = ct_alloc((most + 1) * sizeof *comparison->changes),
                                     .floor = fmax(before->precision, after->precision)};
    compare_points(comparison);
    decide(comparison);
}

void ct_bench_compare_finish(struct ct_bench_comparison *comparison) {
    free(comparison->changes);
    *comparison = (struct ct_bench_comparison){0};
}
