// SPDX-License-Identifier: MIT
#ifndef CT_BENCH_COMPARE_H
#define CT_BENCH_COMPARE_H

#include "clonetrace/bench/result.h"
#include "clonetrace/bench/significance.h"
#include "clonetrace/cli/paint.h"

// One metric at one point, or one plain write, in two results.
struct ct_bench_change {
    const struct ct_bench_point *point; // NULL for a plain write
    int which;                          // enum ct_bench_metric or ct_bench_plain
    double before, after;               // medians
    struct ct_difference difference;
    bool significant;
};

// Borrows from both results.
struct ct_bench_comparison {
    const struct ct_bench_result *before, *after;
    struct ct_bench_change *changes; // all that could be compared
    size_t count, significant;
    size_t few;                     // in both, but of fewer than three rounds
    size_t only_before, only_after; // points
    double drift;                   // median of all ratios
    double floor;                   // relative change below which none is believed
};

// Times only: what counts events differs by what the kernel happened to do.
void ct_bench_compare(struct ct_bench_comparison *comparison, const struct ct_bench_result *before,
                      const struct ct_bench_result *after);
void ct_bench_compare_finish(struct ct_bench_comparison *comparison);

void ct_bench_compare_text(const struct ct_paint *paint,
                           const struct ct_bench_comparison *comparison);

#endif
