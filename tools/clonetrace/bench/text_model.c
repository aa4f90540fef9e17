// SPDX-License-Identifier: MIT
// The model for people: what each thing adds, how far it can be trusted, and where posix_spawn
// leaves fork behind.
#include <math.h>
#include <stdlib.h>

#include "clonetrace/bench/cell.h"
#include "clonetrace/bench/crossover.h"
#include "clonetrace/bench/text.h"

enum { NAME = 24, NUMBER = 9 };

#define POOR 0.2 // relative error above which a line is not to be relied on

static void put_coefficient(const struct ct_paint *paint, double ns, double reach) {
    char cell[CT_CELL];

    ct_cell_right(paint, NUMBER, !(reach > 0) ? "?" : ns > 0.005 ? ct_cell_time(cell, ns) : "0");
}

static void put_line(const struct ct_paint *paint, const char *name,
                     const struct ct_model_line *line) {
    fprintf(paint->out, "  %-*s", NAME, name);
    if (!line->fitted) {
        fputs("too few points\n", paint->out);
        return;
    }
    put_coefficient(paint, line->fixed, 1);
    put_coefficient(paint, line->entry, line->reach.pte_entries);
    put_coefficient(paint, line->huge, line->reach.huge_entries);
    put_coefficient(paint, line->mapping, line->reach.mappings);
    put_coefficient(paint, line->descriptor, line->reach.descriptors);
    put_coefficient(paint, line->thread, line->reach.threads);
    putc('\n', paint->out);
}

static void put_fit(const struct ct_paint *paint, const char *name,
                    const struct ct_model_line *line) {
    if (!line->fitted)
        return;
    if (line->error > POOR)
        ct_paint_style(paint, CT_STYLE_WARN);
    if (line->checked)
        ct_cell_line(paint, 2,
                     "%s: fitted to %u points (R2 %.4f); off by %.1f %% in the median and %.1f %% "
                     "at most, at %u points, each left out of the fit that predicts it",
                     name, line->fitted, line->r2, 100 * line->error, 100 * line->error_max,
                     line->checked);
    else
        ct_cell_line(paint, 2, "%s: fitted to %u points, not checked on any", name, line->fitted);
    if (line->error > POOR)
        ct_cell_line(paint, 2, "that is a poor fit: measure again when the machine is idle");
    ct_paint_style(paint, CT_STYLE_PLAIN);
}

static void put_crossovers(const struct ct_paint *paint, const struct ct_model *model) {
    static const double steps[] = {2, 10, 100};

    if (!model->fork_exec.fitted || !model->spawn_exec.fitted)
        return;
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        char *where = ct_bench_crossover_words(model, steps[i]);

        ct_cell_line(paint, 2, "posix_spawn beats fork and exec by %gx %s", steps[i], where);
        free(where);
    }
}

void ct_text_model(const struct ct_paint *paint, const struct ct_model *model) {
    static const char *const heads[] = {"fixed", "page", "huge", "mapping", "fd", "thread"};

    ct_cell_title(paint, "The model: what each adds");
    ct_paint_style(paint, CT_STYLE_DIM);
    fprintf(paint->out, "  %-*s", NAME, "");
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        ct_cell_right(paint, NUMBER, heads[i]);
    ct_paint_style(paint, CT_STYLE_PLAIN);
    putc('\n', paint->out);
    put_line(paint, "fork: the call", &model->fork_call);
    put_line(paint, "fork, exec: it runs", &model->fork_exec);
    put_line(paint, "posix_spawn: it runs", &model->spawn_exec);
    put_line(paint, "vfork, exec: it runs", &model->vfork_exec);
    put_fit(paint, "fork", &model->fork_call);
    put_fit(paint, "fork and exec", &model->fork_exec);
    put_fit(paint, "posix_spawn", &model->spawn_exec);
    put_fit(paint, "vfork and exec", &model->vfork_exec);
    put_crossovers(paint, model);
}
