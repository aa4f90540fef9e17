// SPDX-License-Identifier: MIT
#ifndef CT_BENCH_SPLIT_H
#define CT_BENCH_SPLIT_H

#include <stddef.h>
#include <stdint.h>

#include "clonetrace/bench/draw.h"
#include "clonetrace/bench/slice.h"

// Where the time of a child goes, one part after another.
enum ct_bench_part {
    CT_BENCH_CREATED,   // until it runs; until the new program runs, where that alone is known
    CT_BENCH_TORN_DOWN, // the copied address space goes away
    CT_BENCH_STARTED,   // until the new program runs, without the tear-down
    CT_BENCH_ENDED,     // until it is reaped
    CT_BENCH_PARTS
};

const char *ct_bench_part_words(enum ct_bench_part part);

// The points of a slice at one size of the parent's memory that have a split.
struct ct_bench_split {
    const struct ct_bench_result *result; // borrowed
    const struct ct_bench_point **points;
    size_t count;
    double most; // nanoseconds until the last of them ended
};

void ct_bench_split_init(struct ct_bench_split *split, const struct ct_bench_result *result,
                         const struct ct_bench_slice *slice, uint64_t memory);
void ct_bench_split_finish(struct ct_bench_split *split);

// A bar for each point, its parts stacked, on a linear axis, with a tick where the parent's call
// returned. Not for an empty one.
void ct_bench_draw_split(const struct ct_bench_canvas *canvas, const struct ct_bench_split *split);
double ct_bench_draw_split_height(const struct ct_bench_split *split);

#endif
