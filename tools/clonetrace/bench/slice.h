// SPDX-License-Identifier: MIT
#ifndef CT_BENCH_SLICE_H
#define CT_BENCH_SLICE_H

#include <stdbool.h>
#include <stddef.h>

#include "clonetrace/bench/result.h"

// What a plot runs along.
enum ct_bench_along {
    CT_BENCH_ALONG_MEMORY,
    CT_BENCH_ALONG_THREADS,
    CT_BENCH_ALONG_MAPPINGS,
    CT_BENCH_ALONG_DESCRIPTORS,
    CT_BENCH_ALONGS
};

double ct_bench_along_value(const struct ct_bench_condition *condition, enum ct_bench_along along);

// The points of a result that one plot can show together: alike but for method, what the child
// does, and their place on the axis.
struct ct_bench_slice {
    enum ct_bench_along along;
    struct ct_bench_condition condition; // of its first point
    size_t points;                       // that are in it
    bool wide;                           // they lie at more than one place of the axis
};

bool ct_bench_slice_holds(const struct ct_bench_slice *slice,
                          const struct ct_bench_condition *condition);

// The slices along an axis, those with most points first. One at a single place says nothing about
// the axis and is left out; only along the memory, where all slices are such, the first stays.
// Returns their number; the caller frees the list.
size_t ct_bench_slices(const struct ct_bench_result *result, enum ct_bench_along along,
                       struct ct_bench_slice **list);

// What its points have in common, for people: "4 KiB pages, private, 8 threads more". Returns
// `text`.
#define CT_BENCH_SLICE_TEXT 192
const char *ct_bench_slice_text(char text[CT_BENCH_SLICE_TEXT], const struct ct_bench_slice *slice);

#endif
