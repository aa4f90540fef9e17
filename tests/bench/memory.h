// SPDX-License-Identifier: MIT
#ifndef BENCH_MEMORY_H
#define BENCH_MEMORY_H

#include "options.h"

#define BENCH_MEMORY_TARGET_KIB 100.0 // of Rss that the shim may add

// KiB, from /proc/PID/smaps_rollup.
struct bench_memory {
    double rss;
    double pss;
    double private_clean;
    double private_dirty;
};

// Means over many processes. Index BENCH_NATIVE holds the absolute values, every other one
// what that condition adds to them.
struct bench_memory_result {
    bool measured; // false where the kernel has no smaps_rollup (before 4.14)
    struct bench_memory idle[BENCH_CONDITIONS_MAX]; // after start-up
    struct bench_memory used[BENCH_CONDITIONS_MAX]; // after threads and processes were created
};

struct bench_memory_result bench_memory_run(const struct bench_conditions *conditions,
                                            const struct bench_options *options,
                                            const char *programs);

#endif
