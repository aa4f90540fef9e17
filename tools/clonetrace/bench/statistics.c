// SPDX-License-Identifier: MIT
// Medians and their confidence: pure functions of their arguments. No clock, no file, no output.
#include "clonetrace/bench/statistics.h"
#include "clonetrace/bench/random.h"

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

// First index of each generation, and one past the last; NULL where memory ends. The caller frees.
static size_t *generation_starts(const struct ct_bench_sample *sample, size_t *groups) {
    size_t *starts = calloc(sample->count + 1, sizeof(*starts));
    if (!starts)
        return NULL;
    *groups = 0;
    for (size_t i = 0; i < sample->count; i++)
        if (i == 0 || sample->generations[i] != sample->generations[i - 1])
            starts[(*groups)++] = i;
    starts[*groups] = sample->count;
    return starts;
}

// Draws as many generations as there are into `drawn` and returns how many values that makes. The
// largest draw is `groups` times the largest generation.
static size_t draw(const struct ct_bench_sample *sample, const size_t *starts, size_t groups,
                   struct ct_bench_random *random, double *drawn) {
    size_t count = 0;
    for (size_t i = 0; i < groups; i++) {
        size_t g = ct_bench_random_below(random, groups);
        size_t size = starts[g + 1] - starts[g];
        memcpy(drawn + count, sample->values + starts[g], size * sizeof(*drawn));
        count += size;
    }
    return count;
}

static size_t largest_generation(const size_t *starts, size_t groups) {
    size_t largest = 0;
    for (size_t g = 0; g < groups; g++)
        if (starts[g + 1] - starts[g] > largest)
            largest = starts[g + 1] - starts[g];
    return largest;
}

struct ct_bench_interval ct_bench_bootstrap_median(const struct ct_bench_sample *sample,
                                                   size_t resamples, uint64_t seed) {
    struct ct_bench_interval interval = {NAN, NAN};
    struct ct_bench_random random = {seed};
    size_t groups = 0;
    size_t *starts = generation_starts(sample, &groups);
    double *medians = calloc(resamples, sizeof(*medians));
    double *drawn =
        starts ? calloc(groups * largest_generation(starts, groups) + 1, sizeof(*drawn)) : NULL;
    if (drawn && medians && sample->count && resamples) {
        for (size_t i = 0; i < resamples; i++)
            medians[i] = ct_bench_median(drawn, draw(sample, starts, groups, &random, drawn));
        qsort(medians, resamples, sizeof(*medians), ascending);
        size_t tail = resamples / 40; // 2.5 %
        interval = (struct ct_bench_interval){medians[tail], medians[resamples - 1 - tail]};
    }
    free(drawn);
    free(medians);
    free(starts);
    return interval;
}
