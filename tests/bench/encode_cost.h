// SPDX-License-Identifier: MIT
#ifndef BENCH_ENCODE_COST_H
#define BENCH_ENCODE_COST_H

#include <stdbool.h>

// Nanoseconds to make one event of a usual size into its line, without writing it.
struct bench_encode {
    double create_ns;
    double exec_ns;
    double create_bytes; // of the line, newline included
    double exec_bytes;
};

struct bench_encode bench_encode_run(bool quick);

#endif
