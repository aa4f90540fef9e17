// SPDX-License-Identifier: MIT
#ifndef CT_BENCH_HTML_PART_H
#define CT_BENCH_HTML_PART_H

#include <stdbool.h>
#include <stdio.h>

#include "clonetrace/bench/chart.h"
#include "clonetrace/bench/result.h"

// The parts of the page, for html.c.

struct ct_bench_html {
    FILE *out;
    const struct ct_bench_result *result;
    unsigned figures;            // written so far: their ids
    enum ct_bench_metric metric; // shown first
};

// Plots along each axis that was measured; then what a page costs; then where the time goes.
void ct_bench_html_lines(struct ct_bench_html *html);
void ct_bench_html_pages(struct ct_bench_html *html);
void ct_bench_html_split(struct ct_bench_html *html);

// Tables: the machine, the model, every point.
void ct_bench_html_machine(struct ct_bench_html *html);
void ct_bench_html_model(struct ct_bench_html *html);
void ct_bench_html_points(struct ct_bench_html *html);

// The frame of one picture: `attributes` go into its <figure>, `name` is what it shows, for those
// who do not see it. Returns the canvas.
struct ct_bench_canvas ct_bench_html_open(struct ct_bench_html *html, const char *attributes,
                                          const char *name, double height);
void ct_bench_html_close(struct ct_bench_html *html, const char *caption);

// Text that is not trusted between `before` and `after`, which are.
void ct_bench_html_text(struct ct_bench_html *html, const char *before, const char *text,
                        const char *after);

// Whether some point has samples of the metric.
bool ct_bench_html_has(const struct ct_bench_result *result, enum ct_bench_metric metric);

#endif
