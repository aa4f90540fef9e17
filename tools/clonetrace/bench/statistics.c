// SPDX-License-Identifier: MIT
// Medians and their confidence: pure functions of their arguments. No clock, no file, no output.
#include "clonetrace/bench/statistics.h"
#include "clonetrace/bench/random.h"
#include "clonetrace/bench/significance.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// Hoare's selection: afterwards values[k] is what sorting would put there, nothing before it is
// larger.
static double select_kth(double *values, size_t count, size_t k) {
    size_t low = 0, high = count - 1;
    while (low < high) {
        double pivot = values[low + (high - low) / 2];
        size_t i = low - 1, j = high + 1;
        for (;;) {
            do
                i++;
            while (values[i] < pivot);
            do
                j--;
            while (values[j] > pivot);
            if (i >= j)
                break;
            double kept = values[i];
            values[i] = values[j];
            values[j] = kept;
        }
        if (k <= j)
            high = j;
        else
            low = j + 1;
    }
    return values[k];
}

double ct_bench_median(double *values, size_t count) {
    if (count == 0)
        return NAN;
    double upper = select_kth(values, count, count / 2);
    if (count % 2)
        return upper;
    double lower = values[0];
    for (size_t i = 1; i < count / 2; i++)
        lower = fmax(lower, values[i]);
    return (lower + upper) / 2;
}

static int ascending(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

void ct_bench_sort(double *values, size_t count) {
    qsort(values, count, sizeof *values, ascending);
}

// A value and the place of its generation among the generations.
struct placed {
    double value;
    size_t group;
};

static int placed_ascending(const void *a, const void *b) {
    return ascending(&((const struct placed *)a)->value, &((const struct placed *)b)->value);
}

// The values in ascending order; returns how many generations there are, with their sizes.
static size_t place(const struct ct_bench_sample *sample, struct placed *placed, size_t *sizes) {
    size_t groups = 0;
    for (size_t i = 0; i < sample->count; i++) {
        groups += i == 0 || sample->generations[i] != sample->generations[i - 1];
        placed[i] = (struct placed){sample->values[i], groups - 1};
        sizes[groups - 1]++;
    }
    qsort(placed, sample->count, sizeof *placed, placed_ascending);
    return groups;
}

// Draws as many generations as there are, each as often as chance has it, and returns how many
// values that makes.
static size_t draw(struct ct_bench_random *random, const size_t *sizes, size_t groups,
                   unsigned *times) {
    size_t count = 0;
    memset(times, 0, groups * sizeof *times);
    for (size_t i = 0; i < groups; i++) {
        size_t g = ct_bench_random_below(random, groups);
        times[g]++;
        count += sizes[g];
    }
    return count;
}

// The median of `count` values, each of `placed` as often as its generation was drawn.
static double drawn_median(const struct placed *placed, const unsigned *times, size_t count) {
    size_t seen = times[placed->group];
    double lower;
    while (seen <= (count - 1) / 2)
        seen += times[(++placed)->group];
    lower = placed->value;
    while (seen <= count / 2)
        seen += times[(++placed)->group];
    return (lower + placed->value) / 2;
}

// How many of the resampled medians lie outside at either end: 2.5 %, fewer with few groups.
static size_t tail_of(size_t groups, size_t resamples) {
    double g = (double)groups, limit = 1.96;
    if (groups > 1)
        limit = sqrt(g / (g - 1)) * ct_student_limit(g - 1);
    return (size_t)((double)resamples * erfc(limit / sqrt(2)) / 2);
}

struct ct_bench_interval ct_bench_bootstrap_median(const struct ct_bench_sample *sample,
                                                   size_t resamples, uint64_t seed) {
    struct ct_bench_interval interval = {NAN, NAN};
    struct ct_bench_random random = {seed};
    struct placed *placed = calloc(sample->count + 1, sizeof *placed);
    size_t *sizes = calloc(sample->count + 1, sizeof *sizes);
    unsigned *times = calloc(sample->count + 1, sizeof *times);
    double *medians = calloc(resamples + 1, sizeof *medians);
    if (placed && sizes && times && medians && sample->count && resamples) {
        size_t groups = place(sample, placed, sizes);
        for (size_t i = 0; i < resamples; i++)
            medians[i] = drawn_median(placed, times, draw(&random, sizes, groups, times));
        ct_bench_sort(medians, resamples);
        size_t tail = tail_of(groups, resamples);
        interval = (struct ct_bench_interval){medians[tail], medians[resamples - 1 - tail]};
    }
    free(medians);
    free(times);
    free(sizes);
    free(placed);
    return interval;
}
