// SPDX-License-Identifier: MIT
#ifndef BENCH_WORKLOAD_H
#define BENCH_WORKLOAD_H

#include <stdbool.h>

// Generates the input of a command case in the scratch directory and returns its argument vector,
// NULL at the end, valid until the driver ends. argv[0] is searched in PATH. Dies on failure.
char **bench_workload_create(const char *name, bool quick);

#endif
