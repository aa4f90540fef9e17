// SPDX-License-Identifier: MIT
#ifndef CT_BENCH_TEXT_H
#define CT_BENCH_TEXT_H

#include "clonetrace/bench/result.h"
#include "clonetrace/cli/paint.h"

// A result for people, 80 columns or more.
void ct_bench_text(const struct ct_paint *paint, const struct ct_bench_result *result);

// Its parts.
void ct_text_machine(const struct ct_paint *paint, const struct ct_bench_result *result);
void ct_text_overview(const struct ct_paint *paint, const struct ct_bench_result *result);
void ct_text_methods(const struct ct_paint *paint, const struct ct_bench_result *result);
void ct_text_writes(const struct ct_paint *paint, const struct ct_bench_result *result);
void ct_text_model(const struct ct_paint *paint, const struct ct_model *model);

// By what methods are compared: until reaped, or until the new program runs; the call where that is
// all there is.
const struct ct_bench_series *ct_text_headline(const struct ct_bench_point *point);

// Median, half interval, p99 and outliers: the columns that tables of medians begin with.
void ct_text_summary(const struct ct_paint *paint, const struct ct_bench_series *series,
                     double precision);
void ct_text_summary_heads(const struct ct_paint *paint);

#endif
