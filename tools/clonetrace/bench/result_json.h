// SPDX-License-Identifier: MIT
#ifndef CT_BENCH_RESULT_JSON_H
#define CT_BENCH_RESULT_JSON_H

#include <stdio.h>

#include "clonetrace/bench/result.h"

// A whole result, every sample, as docs/bench.schema.json describes it; a line for each point.
void ct_bench_json_write(FILE *out, const struct ct_bench_result *result);

// Reads what ct_bench_json_write wrote, from a file or, for "-", from standard input. Returns 0, or
// CT_EXIT_FAILED after it has told what is wrong and where; then the result is empty. The caller
// finishes it.
int ct_bench_json_read(struct ct_bench_result *result, const char *path);

// The same of a text; `name` is for messages.
int ct_bench_json_parse(struct ct_bench_result *result, const char *name, const char *text,
                        size_t len);

#endif
