// SPDX-License-Identifier: MIT
#ifndef CT_BENCH_BARS_H
#define CT_BENCH_BARS_H

#include <stddef.h>

#include "clonetrace/bench/draw.h"
#include "clonetrace/bench/result.h"

// One bar: what a page costs, with its interval.
struct ct_bench_bar {
    char *name;   // owned, as `beside` and `words`
    char *beside; // written behind the bar's value; may be empty
    char *words;  // in full
    int point;    // of the result; -1 for a plain one
    enum ct_bench_writer writer;
    double value, low, high;
};

struct ct_bench_bars {
    struct ct_bench_bar *list;
    size_t count;
};

// What writing a page costs: plain, first touch, reuse, split; then after a fork, by who writes and
// how much, each at the largest memory that was measured. Only those that have a number.
void ct_bench_bars_init(struct ct_bench_bars *bars, const struct ct_bench_result *result);
void ct_bench_bars_finish(struct ct_bench_bars *bars);

void ct_bench_draw_bars(const struct ct_bench_canvas *canvas, const struct ct_bench_bars *bars);
double ct_bench_draw_bars_height(const struct ct_bench_bars *bars);

#endif
