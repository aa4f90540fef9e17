// SPDX-License-Identifier: MIT
// Rounds, pairs and when to stop. Knows neither what is measured nor how it is shown.
#include "series.h"
#include "conditions.h"
#include "clonetrace/bench/random.h"
#include "scratch.h"

#include <err.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define RESAMPLES 1000
#define ROUNDS_MIN 12   // before that no interval is believed to be narrow
#define ROUNDS_FEWEST 7 // measured even where they take longer than --max-time
#define GENERATIONS_MIN 6
#define QUICK_ROUNDS 3

struct series {
    const struct bench_runner *runner;
    size_t conditions;
    struct ct_bench_random random;
    double *values[BENCH_CONDITIONS_MAX]; // nanoseconds, one for each round
    unsigned *generations;
    size_t rounds;
    size_t capacity;
    unsigned generation;
};

static double now_s(void) {
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static void *grown(void *old, size_t bytes) {
    void *grown = realloc(old, bytes);
    if (!grown)
        err(1, "rounds");
    return grown;
}

static void reserve_round(struct series *series) {
    if (series->rounds < series->capacity)
        return;
    series->capacity = series->capacity ? 2 * series->capacity : 256;
    for (size_t i = 0; i < series->conditions; i++)
        series->values[i] = grown(series->values[i], series->capacity * sizeof(double));
    series->generations = grown(series->generations, series->capacity * sizeof(unsigned));
}

static void measure_round(struct series *series, bool counts) {
    size_t order[BENCH_CONDITIONS_MAX];
    for (size_t i = 0; i < series->conditions; i++)
        order[i] = i;
    ct_bench_random_shuffle(&series->random, order, series->conditions);
    reserve_round(series);
    for (size_t i = 0; i < series->conditions; i++)
        series->values[order[i]][series->rounds] =
            series->runner->measure(series->runner->self, order[i]);
    series->generations[series->rounds] = series->generation;
    series->rounds += counts;
    if (bench_scratch_interrupted())
        series->runner->end(series->runner->self);
    bench_scratch_end_if_interrupted();
}

static void measure_generation(struct series *series) {
    const struct bench_runner *runner = series->runner;
    unsigned warm_up = runner->warm_up;
    if (series->generation == 0 && warm_up == 0)
        warm_up = 1;
    runner->begin(runner->self);
    for (unsigned i = 0; i < warm_up + runner->generation_rounds; i++)
        measure_round(series, i >= warm_up);
    runner->end(runner->self);
    series->generation++;
}

static struct bench_outcome outcome(const struct series *series, size_t condition, uint64_t seed) {
    struct bench_outcome outcome = {0};
    double *copy = grown(NULL, series->rounds * sizeof(*copy));
    memcpy(copy, series->values[condition], series->rounds * sizeof(*copy));
    outcome.median_ns = ct_bench_median(copy, series->rounds);
    for (size_t i = 0; i < series->rounds; i++)
        copy[i] = series->values[condition][i] / series->values[BENCH_NATIVE][i];
    struct ct_bench_sample sample = {copy, series->generations, series->rounds};
    outcome.interval = ct_bench_bootstrap_median(&sample, RESAMPLES, seed);
    outcome.ratio = ct_bench_median(copy, series->rounds);
    free(copy);
    return outcome;
}

static bool precise(const struct series *series, const struct bench_options *options) {
    if (series->rounds < ROUNDS_MIN || series->generation < GENERATIONS_MIN)
        return false;
    for (size_t i = 1; i < series->conditions; i++) {
        struct bench_outcome now = outcome(series, i, options->seed);
        if (!((now.interval.high - now.interval.low) / 2 <= options->precision * now.ratio))
            return false;
    }
    return true;
}

static void measure_rounds(struct series *series, const struct bench_options *options) {
    double deadline = now_s() + options->max_time;
    size_t check_at = ROUNDS_MIN; // looked at rarely: each look is a bootstrap of its own
    for (;;) {
        measure_generation(series);
        if (options->quick && series->rounds >= QUICK_ROUNDS)
            return;
        if (now_s() > deadline && (options->quick || series->rounds >= ROUNDS_FEWEST))
            return;
        if (!options->quick && series->rounds >= check_at) {
            if (precise(series, options))
                return;
            check_at = series->rounds + series->rounds / 4;
        }
    }
}

static void count_lines(const struct series *series, const struct bench_conditions *conditions,
                        struct bench_result *result) {
    for (size_t i = 0; i < conditions->count; i++) {
        const struct bench_condition *condition = &conditions->list[i];
        size_t lines = bench_conditions_lines(condition);
        if (condition->traced && lines == 0)
            errx(1, "%s: %s wrote nothing to its log: there is nothing to measure",
                 result->what->name, condition->library);
        result->outcomes[i].lines =
            (double)lines / (double)series->runner->done(series->runner->self, i);
    }
}

struct bench_result bench_series_run(const struct bench_case *what,
                                     const struct bench_runner *runner,
                                     const struct bench_conditions *conditions,
                                     const struct bench_options *options) {
    struct series series = {
        .runner = runner, .conditions = conditions->count, .random = {options->seed}};
    struct bench_result result = {.what = what};
    bench_conditions_clear_logs(conditions);
    measure_rounds(&series, options);
    result.rounds = series.rounds;
    for (size_t i = 0; i < conditions->count; i++)
        result.outcomes[i] = outcome(&series, i, options->seed);
    count_lines(&series, conditions, &result);
    bench_conditions_clear_logs(conditions);
    for (size_t i = 0; i < conditions->count; i++)
        free(series.values[i]);
    free(series.generations);
    return result;
}
