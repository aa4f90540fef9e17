// SPDX-License-Identifier: MIT
#ifndef BENCH_BENCH_H
#define BENCH_BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// What the parts of the benchmark share: the conditions that are compared and the cases that are
// measured.

#define BENCH_CONDITIONS_MAX 8
#define BENCH_NATIVE 0 // index of the condition that every other one is divided by

// One way to start the measured program. env is complete: nothing of the driver's own LD_PRELOAD or
// CLONETRACE_* variables is in it. log is where the shim writes under this condition.
struct bench_condition {
    const char *name;
    const char *library; // what LD_PRELOAD names a copy of, NULL for none
    char *log;
    char **env;
    bool traced; // the log must hold events at the end of a case, or the numbers mean nothing
};

struct bench_conditions {
    struct bench_condition list[BENCH_CONDITIONS_MAX];
    size_t count;
};

enum bench_kind { BENCH_MICRO, BENCH_COMMAND };

struct bench_case {
    const char *name;
    const char *what;
    enum bench_kind kind;
    double target; // largest wanted ratio of the shim to native, 0 where none was set
};

extern const struct bench_case bench_cases[];
extern const size_t bench_case_count;

#endif
