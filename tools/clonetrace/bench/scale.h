// SPDX-License-Identifier: MIT
#ifndef CT_BENCH_SCALE_H
#define CT_BENCH_SCALE_H

#include <stdbool.h>
#include <stddef.h>

#include "clonetrace/bench/unit.h"

// A logarithmic axis that has a place for zero: values of 0 and below stand apart from the others,
// before a gap.
struct ct_bench_scale {
    enum ct_bench_unit unit;
    double from, to;  // where it starts and ends in the picture; either may be the larger
    double start;     // where the logarithmic part starts
    double low, high; // values at start and at to, above 0
    bool zero;        // some value was 0 or less
};

#define CT_BENCH_TICKS 24

void ct_bench_scale_begin(struct ct_bench_scale *scale, enum ct_bench_unit unit);

// Makes room for a value; one that is no number is passed over.
void ct_bench_scale_add(struct ct_bench_scale *scale, double value);

// Fixes the ends. After that:
void ct_bench_scale_end(struct ct_bench_scale *scale, double from, double to);

double ct_bench_scale_at(const struct ct_bench_scale *scale, double value);

// Round values to be written at the axis, ascending, at most CT_BENCH_TICKS; 0 among them where
// the axis has a place for it. Returns their number.
size_t ct_bench_scale_ticks(const struct ct_bench_scale *scale, double ticks[CT_BENCH_TICKS]);

#endif
