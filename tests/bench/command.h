// SPDX-License-Identifier: MIT
#ifndef BENCH_COMMAND_H
#define BENCH_COMMAND_H

#include "runner.h"

struct bench_command {
    const struct bench_conditions *conditions;
    char **argv; // argv[0] is searched in PATH
    uint64_t done[BENCH_CONDITIONS_MAX];
};

struct bench_runner bench_command_runner(struct bench_command *command);

#endif
