// SPDX-License-Identifier: MIT
#ifndef BENCH_CONDITIONS_H
#define BENCH_CONDITIONS_H

#include "bench.h"
#include "options.h"

// Builds native, empty, shim and the further conditions of --with; everything lives until the
// driver ends. `programs` is the directory of the built programs. Dies where a library cannot be
// read.
void bench_conditions_create(struct bench_conditions *conditions,
                             const struct bench_options *options, const char *programs);

// Empties the logs before a case.
void bench_conditions_clear_logs(const struct bench_conditions *conditions);

// Lines in a condition's log, 0 where there is none.
size_t bench_conditions_lines(const struct bench_condition *condition);

#endif
