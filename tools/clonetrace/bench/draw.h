// SPDX-License-Identifier: MIT
#ifndef CT_BENCH_DRAW_H
#define CT_BENCH_DRAW_H

#include <stdbool.h>
#include <stdio.h>

#include "clonetrace/bench/chart.h"

// Pieces of SVG, styled by bench/plot.css alone.

#define CT_BENCH_DRAW_WIDTH 960

// Where the drawing goes, and whether a script shows what a mark says (a page) or the picture has
// to do so itself (a file: <title> elements).
struct ct_bench_canvas {
    FILE *out;
    bool alone;
};

// A plot with a line for each method, its interval as band and bars.
void ct_bench_draw_chart(const struct ct_bench_canvas *canvas, const struct ct_bench_chart *chart);
double ct_bench_draw_chart_height(const struct ct_bench_chart *chart);

// Upright lines, named above `top`, where the model has fork and exec cost 2, 10 and 100 times what
// posix_spawn does; none in a plot of something else.
void ct_bench_draw_crossovers(FILE *out, const struct ct_bench_chart *chart,
                              const struct ct_bench_scale *x, double top, double bottom);

// A sample of a line's look, 34 units wide around the height 0, for legends.
void ct_bench_draw_sample(FILE *out, enum ct_bench_method method, enum ct_bench_then then);

// The classes that give a line its colour, marker and dashes.
#define CT_BENCH_DRAW_CLASS 24
const char *ct_bench_draw_class(char text[CT_BENCH_DRAW_CLASS], enum ct_bench_method method,
                                enum ct_bench_then then);

// The shape that stands for a method, around 0,0: the d of a path.
const char *ct_bench_draw_marker(enum ct_bench_method method);

// Opens and closes what can be pointed at and says `words`; frees them.
void ct_bench_draw_mark(const struct ct_bench_canvas *canvas, double x, double y,
                        const char *attributes, char *words);
void ct_bench_draw_mark_end(const struct ct_bench_canvas *canvas);

void ct_bench_draw_text(FILE *out, double x, double y, const char *classes, const char *text);

#endif
