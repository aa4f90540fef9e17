// SPDX-License-Identifier: MIT
#ifndef CT_BENCH_CHART_H
#define CT_BENCH_CHART_H

#include <stddef.h>
#include <stdio.h>

#include "clonetrace/bench/result.h"
#include "clonetrace/bench/scale.h"
#include "clonetrace/bench/slice.h"

// The points of one method and what its child does, along the axis.
struct ct_bench_line {
    const struct ct_bench_point **points; // with a median that is a number, ascending
    size_t count;
};

// A plot of one metric along one slice: values and their places, not yet drawn.
struct ct_bench_chart {
    const struct ct_bench_result *result; // borrowed
    struct ct_bench_slice slice;
    enum ct_bench_metric metric;
    struct ct_bench_line *lines; // none is empty
    size_t count;
    size_t missing; // points whose median is no number
};

void ct_bench_chart_init(struct ct_bench_chart *chart, const struct ct_bench_result *result,
                         const struct ct_bench_slice *slice, enum ct_bench_metric metric);
void ct_bench_chart_finish(struct ct_bench_chart *chart);

double ct_bench_chart_x(const struct ct_bench_chart *chart, const struct ct_bench_point *point);
const struct ct_bench_series *ct_bench_chart_series(const struct ct_bench_chart *chart,
                                                    const struct ct_bench_point *point);

// What the model says of the point's metric; NAN where it says nothing.
double ct_bench_chart_predicted(const struct ct_bench_chart *chart,
                                const struct ct_bench_point *point);

#endif
