// SPDX-License-Identifier: MIT
#ifndef CT_BENCH_WORDS_H
#define CT_BENCH_WORDS_H

#include "clonetrace/bench/result.h"
#include "clonetrace/bench/slice.h"
#include "clonetrace/bench/unit.h"

// What people read in pictures and pages; names as in files are in result.h.
const char *ct_bench_metric_words(enum ct_bench_metric metric); // "until the call returns"
const char *ct_bench_pages_words(enum ct_bench_pages pages);
const char *ct_bench_sharing_words(enum ct_bench_sharing sharing);
const char *ct_bench_then_words(enum ct_bench_then then);
const char *ct_bench_plain_words(enum ct_bench_plain plain);
const char *ct_bench_along_words(enum ct_bench_along along); // "memory that the parent has written"
enum ct_bench_unit ct_bench_along_unit(enum ct_bench_along along);

// "fork + exit", or the method alone where it has no choice. Returns `text`.
#define CT_BENCH_LINE_TEXT 48
const char *ct_bench_line_words(char text[CT_BENCH_LINE_TEXT],
                                const struct ct_bench_condition *condition);

// A point's metric in full, several lines: condition, median, interval, p99, samples, what the
// point really got, its note. Not escaped; the caller frees it.
char *ct_bench_point_words(const struct ct_bench_point *point, enum ct_bench_metric metric);

// Median, interval, p99 and number of samples, one line for each. Likewise.
char *ct_bench_series_words(const struct ct_bench_series *series, enum ct_bench_unit unit);

#endif
