// SPDX-License-Identifier: MIT
#ifndef BENCH_REPORT_H
#define BENCH_REPORT_H

#include "bench.h"
#include "decide_cost.h"
#include "encode_cost.h"
#include "machine.h"
#include "memory.h"
#include "series.h"

#define BENCH_RESULTS_MAX 16

// Everything that a run found out. Parts that --only left out are NULL or count 0.
struct bench_report {
    struct bench_machine machine;
    const struct bench_conditions *conditions;
    const struct bench_options *options;
    struct bench_result results[BENCH_RESULTS_MAX];
    size_t count;
    const struct bench_memory_result *memory;
    const struct bench_encode *encode;
    const struct bench_decide *decide;
};

// On stdout, for people. A case is printed as soon as it is known, so that a long run shows its
// progress.
void bench_report_print_head(const struct bench_report *report);
void bench_report_print_case(const struct bench_report *report, const struct bench_result *result);
void bench_report_print_memory(const struct bench_report *report);
void bench_report_print_encode(const struct bench_report *report);
void bench_report_print_decide(const struct bench_report *report);

// As JSON; a regular file appears complete or not at all. Dies where it cannot be written.
void bench_report_write_json(const struct bench_report *report, const char *path);

// "met", "missed", or "unclear" where the interval reaches over the target.
const char *bench_report_verdict(double target, const struct bench_outcome *outcome);

#endif
