// SPDX-License-Identifier: MIT
#ifndef CT_BENCH_UNIT_H
#define CT_BENCH_UNIT_H

#include "clonetrace/bench/result.h"

// What a number is a number of.
enum ct_bench_unit { CT_BENCH_UNIT_NS, CT_BENCH_UNIT_BYTES, CT_BENCH_UNIT_PLAIN };

enum ct_bench_unit ct_bench_metric_unit(enum ct_bench_metric metric);

// Three digits and a unit for people, in UTF-8: "1.72 ms", "64.0 MiB", "10,000"; "?" where it is no
// number. Returns `text`.
#define CT_BENCH_UNIT_TEXT 48
const char *ct_bench_unit_text(char text[CT_BENCH_UNIT_TEXT], enum ct_bench_unit unit,
                               double value);

// The same without digits that say nothing: "64 MiB", for round values.
const char *ct_bench_unit_round(char text[CT_BENCH_UNIT_TEXT], enum ct_bench_unit unit,
                                double value);

#endif
