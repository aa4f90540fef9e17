// SPDX-License-Identifier: MIT
// Where, along the memory, fork and exec start to cost a multiple of posix_spawn: upright lines in
// the plot that shows when the new program runs.
#include <math.h>

#include "clonetrace/bench/crossover.h"
#include "clonetrace/bench/draw.h"

#define PAGE 4096.0
#define NAME_ROOM 62 // between lines, so that their names do not cover each other

static bool speaks_of(const struct ct_bench_chart *chart) {
    const struct ct_bench_condition *condition = &chart->slice.condition;
    const struct ct_model *model = &chart->result->model;

    return chart->result->has_model && model->fork_exec.fitted && model->spawn_exec.fitted &&
           chart->slice.along == CT_BENCH_ALONG_MEMORY && chart->metric == CT_BENCH_PROGRAM_RUNS &&
           condition->pages == CT_BENCH_SMALL && condition->sharing == CT_BENCH_PRIVATE_ANON &&
           condition->writer == CT_BENCH_NOBODY;
}

void ct_bench_draw_crossovers(FILE *out, const struct ct_bench_chart *chart,
                              const struct ct_bench_scale *x, double top, double bottom) {
    static const int steps[] = {2, 10, 100};
    const struct ct_model *model = &chart->result->model;
    double before = -INFINITY;
    char text[16];

    for (size_t i = 0; speaks_of(chart) && i < sizeof steps / sizeof *steps; i++) {
        // The model counts what is resident, the axis what was written beside the usual.
        double memory = ct_bench_crossover(model, steps[i]) - model->fork_exec.least_entries * PAGE;
        double at = isfinite(memory) ? ct_bench_scale_at(x, memory) : INFINITY;

        if (memory <= 0 || at < x->start || at > x->to || at - before < NAME_ROOM)
            continue;
        before = at;
        fprintf(out, "<path class=\"crossover\" d=\"M%.1f,%.1fV%.1f\"/>\n", at, top, bottom);
        snprintf(text, sizeof text, "fork %d×", steps[i]);
        ct_bench_draw_text(out, at, top - 4, "small x", text);
    }
}
