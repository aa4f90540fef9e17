// SPDX-License-Identifier: MIT
#ifndef CT_BENCH_PROTOCOL_H
#define CT_BENCH_PROTOCOL_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

#include "clonetrace/bench/result.h"

// Between `clonetrace bench` and its worker, over the worker's stdin and stdout. The worker is a
// program of its own with nothing but the C library in it: what the command links would be copied
// at every fork. It reads one request, prepares itself, measures, answers, and ends.

enum ct_bench_act {
    CT_BENCH_CREATE, // create tasks as the condition says
    CT_BENCH_PLAIN   // no condition but memory: the enum ct_bench_plain
};

#define CT_BENCH_MOST 256 // operations of one kind that a worker measures

struct ct_bench_request {
    char version[16]; // CT_VERSION: worker and command are installed together
    enum ct_bench_act act;
    struct ct_bench_condition condition;
    int cpu;                // to stay on, or -1
    bool counters;          // try perf_event_open
    uint64_t budget_ns;     // for measuring, after preparing
    double quiet_ns;        // what worker/quiet.c's loop takes alone on a core; 0 not known yet
    unsigned least, most;   // operations of each kind, budget or not; most ≤ CT_BENCH_MOST
    char program[PATH_MAX]; // to exec
};

// What could not be had although the rest was measured; bits.
enum {
    CT_BENCH_NO_CPU = 1,      // not pinned
    CT_BENCH_NO_COUNTERS = 2, // perf_event_open refused
    CT_BENCH_NO_HUGE = 4,     // asked for THP, hardly any obtained
    CT_BENCH_NO_SPLIT = 8,    // likewise, while measuring what a split costs
};

#define CT_BENCH_SERIES CT_BENCH_METRICS
_Static_assert((int)CT_BENCH_PLAINS <= (int)CT_BENCH_METRICS, "room for either kind of series");

struct ct_bench_answer {
    int32_t error;          // 0, or an errno; then only `step` means anything
    char step[64];          // what failed: "map the memory"
    uint32_t lacks;         // bits, see above
    int32_t counters_error; // errno of perf_event_open
    double clock_ns, overhead_ns;
    double quiet_ns; // the least known now
    // Operations: measured, of those with somebody else on the core; measured and set aside.
    uint32_t kept, disturbed, set_aside;
    struct ct_bench_obtained obtained;
    // Samples by metric, or by enum ct_bench_plain; they follow as doubles, series after series.
    uint32_t counts[CT_BENCH_SERIES];
};

#endif
