// SPDX-License-Identifier: MIT
// Which numbers a plot shows. Points are borrowed from the result; what is no number never gets
// into a line.
#include "clonetrace/bench/chart.h"

#include <math.h>
#include <stdlib.h>

#include "clonetrace/bench/fit.h"
#include "clonetrace/cli/fail.h"

double ct_bench_chart_x(const struct ct_bench_chart *chart, const struct ct_bench_point *point) {
    return ct_bench_along_value(&point->condition, chart->slice.along);
}

const struct ct_bench_series *ct_bench_chart_series(const struct ct_bench_chart *chart,
                                                    const struct ct_bench_point *point) {
    return &point->series[chart->metric];
}

static bool of_line(const struct ct_bench_chart *chart, const struct ct_bench_point *point,
                    enum ct_bench_method method, enum ct_bench_then then) {
    return point->condition.method == method && point->condition.then == then &&
           ct_bench_slice_holds(&chart->slice, &point->condition) &&
           ct_bench_chart_series(chart, point)->count;
}

// Keeps the order of the result where two points lie at one place.
static void insert(const struct ct_bench_chart *chart, struct ct_bench_line *line,
                   const struct ct_bench_point *point) {
    double x = ct_bench_chart_x(chart, point);
    size_t at = line->count++;

    for (; at && ct_bench_chart_x(chart, line->points[at - 1]) > x; at--)
        line->points[at] = line->points[at - 1];
    line->points[at] = point;
}

// Where one method was measured along threads, mappings or descriptors and others were not, the
// others say nothing. Along the memory all are compared.
static bool says_something(const struct ct_bench_chart *chart, const struct ct_bench_line *line) {
    return chart->slice.along == CT_BENCH_ALONG_MEMORY ||
           ct_bench_chart_x(chart, line->points[0]) !=
               ct_bench_chart_x(chart, line->points[line->count - 1]);
}

static void add_line(struct ct_bench_chart *chart, enum ct_bench_method method,
                     enum ct_bench_then then) {
    const struct ct_bench_result *result = chart->result;
    struct ct_bench_line line = {.points = ct_alloc((result->count + 1) * sizeof *line.points)};

    for (size_t i = 0; i < result->count; i++) {
        const struct ct_bench_point *point = &result->points[i];

        if (!of_line(chart, point, method, then))
            continue;
        if (isfinite(ct_bench_chart_series(chart, point)->median))
            insert(chart, &line, point);
        else
            chart->missing++;
    }
    if (line.count && says_something(chart, &line))
        chart->lines[chart->count++] = line;
    else
        free(line.points);
}

void ct_bench_chart_init(struct ct_bench_chart *chart, const struct ct_bench_result *result,
                         const struct ct_bench_slice *slice, enum ct_bench_metric metric) {
    *chart = (struct ct_bench_chart){.result = result, .slice = *slice, .metric = metric};
    chart->lines = ct_alloc((size_t)CT_BENCH_METHODS * CT_BENCH_THENS * sizeof *chart->lines);
    for (int method = 0; method < CT_BENCH_METHODS; method++) {
        for (int then = 0; then < CT_BENCH_THENS; then++)
            add_line(chart, method, then);
    }
}

void ct_bench_chart_finish(struct ct_bench_chart *chart) {
    for (size_t i = 0; i < chart->count; i++)
        free(chart->lines[i].points);
    free(chart->lines);
    *chart = (struct ct_bench_chart){0};
}

// The line of the model that speaks of what the point measured; NULL where none does.
static const struct ct_model_line *model_of(const struct ct_model *model,
                                            const struct ct_bench_condition *condition,
                                            enum ct_bench_metric metric) {
    if (metric == CT_BENCH_CALL && condition->method == CT_BENCH_FORK)
        return &model->fork_call;
    if (metric != CT_BENCH_PROGRAM_RUNS || condition->then != CT_BENCH_EXEC_STATIC)
        return NULL;
    return condition->method == CT_BENCH_FORK          ? &model->fork_exec
           : condition->method == CT_BENCH_POSIX_SPAWN ? &model->spawn_exec
           : condition->method == CT_BENCH_VFORK       ? &model->vfork_exec
                                                       : NULL;
}

double ct_bench_chart_predicted(const struct ct_bench_chart *chart,
                                const struct ct_bench_point *point) {
    const struct ct_bench_result *result = chart->result;
    const struct ct_model_line *line = model_of(&result->model, &point->condition, chart->metric);
    struct ct_model_state state;

    if (!result->has_model || !line || !line->fitted)
        return NAN;
    state = ct_bench_fit_state(result, point);
    return ct_model_cost(line, &state);
}
