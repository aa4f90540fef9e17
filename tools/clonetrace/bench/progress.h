// SPDX-License-Identifier: MIT
#ifndef CT_BENCH_PROGRESS_H
#define CT_BENCH_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

// One line on stderr that is written over again, where that is a terminal; nothing elsewhere.
struct ct_bench_progress {
    bool shown;
    double written; // when, in seconds
};

// `left` seconds at most; `open` of `count` points are not yet precise enough.
void ct_bench_progress_show(struct ct_bench_progress *progress, double now, unsigned round,
                            size_t open, size_t count, double left);
void ct_bench_progress_clear(struct ct_bench_progress *progress);

#endif
