// SPDX-License-Identifier: MIT
// From measured points to a model. A line is fitted to the points that differ from the smallest in
// one thing, and checked on every point, each time by a fit that has not seen that point.
#include "clonetrace/bench/fit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clonetrace/bench/least.h"
#include "clonetrace/bench/statistics.h"
#include "clonetrace/cli/fail.h"

enum { FIXED, ENTRY, HUGE_ENTRY, MAPPING, DESCRIPTOR, THREAD, UNKNOWNS };
_Static_assert((int)UNKNOWNS == (int)CT_LEAST_UNKNOWNS, "one row has room for each");

#define HUGE_BYTES (2u << 20)

struct points {
    struct ct_least_row *rows;
    unsigned *bits; // what each was asked to have more of than the smallest, see differs()
    size_t count;
    bool hold; // combined points (see there) are kept for checking
};

struct ct_model_state ct_bench_fit_state(const struct ct_bench_result *result,
                                         const struct ct_bench_point *point) {
    const struct ct_bench_obtained *got = &point->obtained;
    uint64_t small = got->rss_bytes > got->thp_bytes ? got->rss_bytes - got->thp_bytes : 0;
    double page = result->machine.page ? (double)result->machine.page : 4096;

    return (struct ct_model_state){.pte_entries = (double)small / page,
                                   .huge_entries = (double)got->thp_bytes / HUGE_BYTES,
                                   .mappings = point->condition.mappings,
                                   .descriptors = point->condition.descriptors,
                                   .threads = point->condition.threads};
}

static const struct ct_bench_series *series_of(const struct ct_bench_point *point,
                                               enum ct_bench_method method, enum ct_bench_then then,
                                               enum ct_bench_metric metric) {
    const struct ct_bench_condition *condition = &point->condition;
    const struct ct_bench_series *series = &point->series[metric];

    if (condition->method != method || condition->then != then || !series->count ||
        condition->writer != CT_BENCH_NOBODY || condition->sharing != CT_BENCH_PRIVATE_ANON ||
        condition->pages == CT_BENCH_HUGETLB || !(series->median > 0))
        return NULL;
    return series;
}

// Bits of what a point was asked to have more of than the smallest of all.
static unsigned differs(const struct ct_bench_condition *a,
                        const struct ct_bench_condition *least) {
    return (a->memory > least->memory) | (unsigned)(a->mappings > least->mappings) << 1 |
           (unsigned)(a->descriptors > least->descriptors) << 2 |
           (unsigned)(a->threads > least->threads) << 3;
}

static void lower(struct ct_bench_condition *least, const struct ct_bench_condition *than) {
    if (than->memory < least->memory)
        least->memory = than->memory;
    if (than->mappings < least->mappings)
        least->mappings = than->mappings;
    if (than->descriptors < least->descriptors)
        least->descriptors = than->descriptors;
    if (than->threads < least->threads)
        least->threads = than->threads;
}

static void add(struct points *points, const struct ct_model_state *state, double median) {
    points->rows[points->count++] =
        (struct ct_least_row){.factor = {[FIXED] = 1,
                                         [ENTRY] = state->pte_entries,
                                         [HUGE_ENTRY] = state->huge_entries,
                                         [MAPPING] = state->mappings,
                                         [DESCRIPTOR] = state->descriptors,
                                         [THREAD] = state->threads},
                              .value = median};
}

static void collect(struct points *points, const struct ct_bench_result *result,
                    enum ct_bench_method method, enum ct_bench_then then,
                    enum ct_bench_metric metric) {
    struct ct_bench_condition least = {.memory = UINT64_MAX,
                                       .mappings = (unsigned)-1,
                                       .descriptors = (unsigned)-1,
                                       .threads = (unsigned)-1};

    points->rows = ct_alloc((result->count + 1) * sizeof *points->rows);
    points->bits = ct_alloc((result->count + 1) * sizeof *points->bits);
    for (size_t i = 0; i < result->count; i++)
        if (series_of(&result->points[i], method, then, metric))
            lower(&least, &result->points[i].condition);
    for (size_t i = 0; i < result->count; i++) {
        const struct ct_bench_point *point = &result->points[i];
        const struct ct_bench_series *series = series_of(point, method, then, metric);
        struct ct_model_state state = ct_bench_fit_state(result, point);

        if (!series)
            continue;
        points->bits[points->count] = differs(&point->condition, &least);
        add(points, &state, series->median);
    }
}

// Whether a point, which differs from the smallest in more than one thing, is kept for checking.
static bool held(const struct points *points, size_t i) {
    return points->hold && (points->bits[i] & (points->bits[i] - 1)) != 0;
}

// The unknowns that the points to fit say something about, and those points without `without`. The
// pages that a process has vary a little even where nobody asked for more of them.
static unsigned select_rows(const struct points *points, size_t without, struct ct_least_row *rows,
                            size_t *count) {
    unsigned varied = 1u << FIXED;

    *count = 0;
    for (size_t i = 0; i < points->count; i++) {
        const struct ct_least_row *row = &points->rows[i];

        if (held(points, i) || i == without)
            continue;
        if (row->factor[HUGE_ENTRY] > 0)
            varied |= 1u << HUGE_ENTRY;
        else if (points->bits[i] & 1)
            varied |= 1u << ENTRY;
        for (int bit = 1; bit <= 3; bit++)
            varied |= (points->bits[i] >> bit & 1) << (MAPPING + bit - 1);
        rows[(*count)++] = *row;
    }
    return varied;
}

// Points that combine are kept only where the others vary everything that they do.
static void decide_hold(struct points *points, struct ct_least_row *rows) {
    unsigned all = select_rows(points, points->count, rows, &(size_t){0});

    points->hold = true;
    points->hold = select_rows(points, points->count, rows, &(size_t){0}) == all;
}

// Fits to all points but `without`; returns the unknowns that it found, 0 where there are too few
// points for that: one more than unknowns, so that there is something to be wrong about.
static unsigned fit_without(const struct points *points, size_t without, struct ct_least_row *rows,
                            size_t *count, double unknown[UNKNOWNS]) {
    unsigned varied = select_rows(points, without, rows, count);

    if (*count < (size_t)__builtin_popcount(varied) + 1 ||
        !ct_least_solve(rows, *count, varied, unknown))
        return 0;
    return varied;
}

static double relative_error(const struct ct_least_row *row, const double unknown[UNKNOWNS]) {
    return fabs(ct_least_value(row, unknown) - row->value) / row->value;
}

static void check(struct ct_model_line *line, const struct points *points,
                  const double fitted[UNKNOWNS], unsigned varied) {
    struct ct_least_row *rows = ct_alloc((points->count + 1) * sizeof *rows);
    double *errors = ct_alloc((points->count + 1) * sizeof *errors);
    size_t count;

    line->checked = 0;
    for (size_t i = 0; i < points->count; i++) {
        double without[UNKNOWNS];

        if (held(points, i))
            errors[line->checked++] = relative_error(&points->rows[i], fitted);
        else if (fit_without(points, i, rows, &count, without) == varied)
            errors[line->checked++] = relative_error(&points->rows[i], without);
    }
    for (unsigned i = 0; i < line->checked; i++)
        line->error_max = fmax(line->error_max, errors[i]);
    line->error = line->checked ? ct_bench_median(errors, line->checked) : 0;
    free(errors);
    free(rows);
}

// Of the relative values that were fitted, what part of their variance about the best constant.
static double explained(const struct ct_least_row *rows, size_t count,
                        const double unknown[UNKNOWNS]) {
    double constant[UNKNOWNS], left = 0, all = 0;

    if (!ct_least_solve(rows, count, 1u << FIXED, constant))
        return 0;
    for (size_t i = 0; i < count; i++) {
        left += pow(relative_error(&rows[i], unknown), 2);
        all += pow(relative_error(&rows[i], constant), 2);
    }
    return all > 0 && left < all ? 1 - left / all : 0;
}

static void take(struct ct_model_line *line, const struct points *points, unsigned varied,
                 const double unknown[UNKNOWNS]) {
    double most[UNKNOWNS] = {0};

    line->least_entries = INFINITY;
    for (size_t i = 0; i < points->count; i++)
        line->least_entries = fmin(line->least_entries, points->rows[i].factor[ENTRY]);
    for (size_t i = 0; i < points->count; i++)
        for (int u = 0; u < UNKNOWNS; u++)
            if (varied >> u & 1)
                most[u] = fmax(most[u], points->rows[i].factor[u]);
    line->fixed = unknown[FIXED];
    line->entry = unknown[ENTRY];
    line->huge = unknown[HUGE_ENTRY];
    line->mapping = unknown[MAPPING];
    line->descriptor = unknown[DESCRIPTOR];
    line->thread = unknown[THREAD];
    line->reach = (struct ct_model_state){.pte_entries = most[ENTRY],
                                          .huge_entries = most[HUGE_ENTRY],
                                          .mappings = most[MAPPING],
                                          .descriptors = most[DESCRIPTOR],
                                          .threads = most[THREAD]};
}

static void fit_line(struct ct_model_line *line, const struct ct_bench_result *result,
                     enum ct_bench_method method, enum ct_bench_then then,
                     enum ct_bench_metric metric) {
    struct points points = {0};
    struct ct_least_row *rows;
    double unknown[UNKNOWNS];
    unsigned varied;
    size_t count;

    *line = (struct ct_model_line){0};
    collect(&points, result, method, then, metric);
    rows = ct_alloc((points.count + 1) * sizeof *rows);
    decide_hold(&points, rows);
    varied = fit_without(&points, points.count, rows, &count, unknown);
    if (varied) {
        line->fitted = (unsigned)count;
        line->r2 = explained(rows, count, unknown);
        take(line, &points, varied, unknown);
        check(line, &points, unknown, varied);
    }
    free(rows);
    free(points.rows);
    free(points.bits);
}

// The median of the points at which small private pages were written after fork, and how far the
// farthest of them is from it.
static void fit_cow(struct ct_model *model, const struct ct_bench_result *result) {
    double *medians = ct_alloc((result->count + 1) * sizeof *medians);
    size_t count = 0;

    for (size_t i = 0; i < result->count; i++) {
        const struct ct_bench_point *point = &result->points[i];
        const struct ct_bench_series *series = &point->series[CT_BENCH_WRITE_PAGE];

        if (point->condition.writer != CT_BENCH_NOBODY &&
            point->condition.method == CT_BENCH_FORK && point->condition.pages == CT_BENCH_SMALL &&
            point->condition.sharing == CT_BENCH_PRIVATE_ANON && series->count &&
            series->median > 0)
            medians[count++] = series->median;
    }
    model->cow_page_ns = count ? ct_bench_median(medians, count) : 0;
    for (size_t i = 0; i < count; i++)
        model->cow_error = fmax(model->cow_error, fabs(medians[i] / model->cow_page_ns - 1));
    free(medians);
}

static double plain(const struct ct_bench_result *result, enum ct_bench_plain which) {
    return fmax(result->plain[which].median, 0);
}

static const char *known(const char *text) {
    return text ? text : "";
}

void ct_bench_fit(struct ct_bench_result *result) {
    struct ct_model *model = &result->model;

    *model = (struct ct_model){.when = result->when, .entry_bytes = 8};
    snprintf(model->machine, sizeof model->machine, "%s, Linux %s", known(result->machine.cpu),
             known(result->machine.kernel));
    snprintf(model->kernel, sizeof model->kernel, "%s", known(result->machine.kernel));
    snprintf(model->thp, sizeof model->thp, "%s", known(result->machine.thp));
    fit_line(&model->fork_call, result, CT_BENCH_FORK, CT_BENCH_EXIT, CT_BENCH_CALL);
    if (!model->fork_call.fitted)
        fit_line(&model->fork_call, result, CT_BENCH_FORK, CT_BENCH_EXEC_STATIC, CT_BENCH_CALL);
    fit_line(&model->fork_exec, result, CT_BENCH_FORK, CT_BENCH_EXEC_STATIC, CT_BENCH_PROGRAM_RUNS);
    fit_line(&model->spawn_exec, result, CT_BENCH_POSIX_SPAWN, CT_BENCH_EXEC_STATIC,
             CT_BENCH_PROGRAM_RUNS);
    fit_line(&model->vfork_exec, result, CT_BENCH_VFORK, CT_BENCH_EXEC_STATIC,
             CT_BENCH_PROGRAM_RUNS);
    fit_cow(model, result);
    model->cow_huge_ns = plain(result, CT_BENCH_THP_SPLIT);
    model->touch_page_ns = plain(result, CT_BENCH_FIRST_TOUCH);
    model->reuse_page_ns = plain(result, CT_BENCH_REUSE);
    result->has_model = model->fork_call.fitted > 0;
}
