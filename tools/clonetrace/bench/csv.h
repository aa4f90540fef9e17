// SPDX-License-Identifier: MIT
#ifndef CT_BENCH_CSV_H
#define CT_BENCH_CSV_H

#include <stdio.h>

#include "clonetrace/bench/result.h"

// A line for each metric of each point and for each plain write, under one line of names (RFC 4180,
// but lines end as they do here). Times are in nanoseconds. A point that could not be measured has
// a line without a metric.
void ct_bench_csv_write(FILE *out, const struct ct_bench_result *result);

#endif
