// SPDX-License-Identifier: MIT
#ifndef BENCH_MICRO_H
#define BENCH_MICRO_H

#include "options.h"
#include "runner.h"

#include <sys/types.h>

// A worker process of one condition.
struct bench_worker {
    pid_t pid;
    int request;
    int answer;
    uint64_t done; // operations, over all generations
};

struct bench_micro {
    const struct bench_conditions *conditions;
    const char *operation;
    const char *programs; // directory of the built programs
    uint32_t batch; // operations in one measurement; 0 until the first generation has chosen it
    bool quick;
    struct bench_worker workers[BENCH_CONDITIONS_MAX];
};

struct bench_runner bench_micro_runner(struct bench_micro *micro);

// One worker, for who looks at the process itself. Dies on failure.
struct bench_worker bench_worker_start(const struct bench_condition *condition,
                                       const char *programs, const char *operation);
double bench_worker_repeat(struct bench_worker *worker, uint32_t count); // nanoseconds an operation
void bench_worker_stop(struct bench_worker *worker);

#endif
