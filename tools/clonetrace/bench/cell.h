// SPDX-License-Identifier: MIT
#ifndef CT_BENCH_CELL_H
#define CT_BENCH_CELL_H

#include "clonetrace/bench/result.h"
#include "clonetrace/cli/paint.h"

// What tables on a terminal are made of. Columns are of ASCII; texts from files are made harmless.

#define CT_CELL 32
const char *ct_cell_time(char text[CT_CELL], double ns); // "14.0 ns", "1.40 us", "3.21 ms"
// Half the 95 % interval, of the median: "1.2 %"; "?" where the median is not above 0.
const char *ct_cell_spread(char text[CT_CELL], const struct ct_bench_series *series);
const char *ct_cell_half(char text[CT_CELL], double low, double middle, double high);
const char *ct_cell_times(char text[CT_CELL], double ratio); // "x1.0", "x41", "x5,300"

void ct_cell_right(const struct ct_paint *paint, unsigned width, const char *text);
void ct_cell_left(const struct ct_paint *paint, unsigned width, const char *text);
void ct_cell_title(const struct ct_paint *paint, const char *text);

// A sentence of ours, broken at the width of the paint and indented throughout.
void ct_cell_line(const struct ct_paint *paint, unsigned indent, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

// "64 MiB of 4 KiB pages, 8 threads", without the method and what the child does. The caller frees.
char *ct_cell_state(const struct ct_bench_condition *condition);

// "fork, exec-static, 64 MiB of 4 KiB pages": the whole condition, for lists. The caller frees it.
char *ct_cell_condition(const struct ct_bench_condition *condition);

#endif
