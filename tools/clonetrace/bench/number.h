// SPDX-License-Identifier: MIT
#ifndef CT_BENCH_NUMBER_H
#define CT_BENCH_NUMBER_H

#include <stdio.h>

#define CT_BENCH_NUMBER 32

// The shortest decimal that reads back as the same double, with a point whatever the locale says,
// as JSON, CSV and SVG want it; "null" where it is not finite. Returns `text`.
const char *ct_bench_number(char text[CT_BENCH_NUMBER], double value);

void ct_bench_number_write(FILE *out, double value);

#endif
