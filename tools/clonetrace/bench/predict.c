// SPDX-License-Identifier: MIT
// What a model says of a process that was not measured, and how much of that is known.
#include <math.h>
#include <stdlib.h>

#include "clonetrace/bench/cell.h"
#include "clonetrace/bench/question.h"
#include "clonetrace/bench/room.h"

enum { NAME = 44, NUMBER = 10, PERCENT = 9 };

static void put_percent(const struct ct_paint *paint, double error) {
    fprintf(paint->out, "%*.*f %%", PERCENT - 2, error < 0.0995 ? 1 : 0, 100 * error);
}

static void put_cost(const struct ct_paint *paint, const char *name, double ns, double error,
                     double error_max) {
    char cell[CT_CELL];

    fprintf(paint->out, "  %-*s", NAME, name);
    ct_cell_right(paint, NUMBER, ct_cell_time(cell, ns));
    put_percent(paint, error);
    put_percent(paint, error_max);
    putc('\n', paint->out);
}

static void put_line(const struct ct_paint *paint, const char *name,
                     const struct ct_model_line *line, const struct ct_model_state *state) {
    if (line->fitted)
        put_cost(paint, name, ct_model_cost(line, state), line->error, line->error_max);
    else
        fprintf(paint->out, "  %-*s%*s\n", NAME, name, NUMBER, "no model");
}

// What fork costs a process that goes on: the call, and the copies. Errors of a sum are at most the
// sum of the errors.
static void put_writes(const struct ct_paint *paint, const struct ct_model *model,
                       const struct ct_bench_question *question,
                       const struct ct_model_state *state) {
    double writes = ct_bench_question_writes(question, model);
    double call = ct_model_cost(&model->fork_call, state), sum = call + writes;
    const struct ct_model_line *line = &model->fork_call;

    if (question->written <= 0)
        return;
    if (!(model->cow_page_ns > 0)) {
        ct_cell_line(paint, 2, "what writing costs after fork was not measured");
        return;
    }
    put_cost(paint, "copies of the pages that are written", writes, model->cow_error,
             model->cow_error);
    if (line->fitted && sum > 0)
        put_cost(paint, "fork, going on: the call and the copies", sum,
                 (call * line->error + writes * model->cow_error) / sum,
                 (call * line->error_max + writes * model->cow_error) / sum);
}

static void put_beyond(const struct ct_paint *paint, const char *what, double asked, double reach) {
    if (asked > 0 && !(reach > 0))
        ct_cell_line(paint, 2, "unknown: what %s cost was not measured; here they count as nothing",
                     what);
    else if (asked > 1.01 * reach)
        ct_cell_line(paint, 2, "extrapolated: %.0f %s, %.0f were measured", asked, what, reach);
}

static void put_limits(const struct ct_paint *paint, const struct ct_model_line *line,
                       const struct ct_model_state *state) {
    char asked[CT_BENCH_BYTES], reach[CT_BENCH_BYTES];

    if (!line->fitted)
        return;
    if (state->pte_entries > 1.01 * line->reach.pte_entries && line->reach.pte_entries > 0)
        ct_cell_line(paint, 2, "extrapolated: %s of small pages, %s were measured",
                     ct_bench_bytes(asked, (uint64_t)(state->pte_entries * 4096)),
                     ct_bench_bytes(reach, (uint64_t)(line->reach.pte_entries * 4096)));
    else
        put_beyond(paint, "small pages", state->pte_entries, line->reach.pte_entries);
    put_beyond(paint, "huge pages", state->huge_entries, line->reach.huge_entries);
    put_beyond(paint, "mappings", state->mappings, line->reach.mappings);
    put_beyond(paint, "descriptors", state->descriptors, line->reach.descriptors);
    put_beyond(paint, "threads", state->threads, line->reach.threads);
}

void ct_bench_predict(const struct ct_paint *paint, const struct ct_model *model,
                      const struct ct_bench_question *question) {
    struct ct_model_state state = ct_bench_question_state(question);
    struct ct_bench_condition asked = {.memory = question->rss,
                                       .pages = question->huge ? CT_BENCH_THP : CT_BENCH_SMALL,
                                       .threads = (unsigned)question->threads,
                                       .mappings = (unsigned)question->mappings,
                                       .descriptors = (unsigned)question->descriptors};
    char *text = ct_cell_state(&asked);

    ct_paint_style(paint, CT_STYLE_TITLE);
    fprintf(paint->out, "A process with %s", question->rss ? text : "nothing");
    if (question->written > 0)
        fprintf(paint->out, "; %g%% of its memory is written after fork", 100 * question->written);
    ct_paint_style(paint, CT_STYLE_PLAIN);
    fputs("\n  on ", paint->out);
    ct_paint_text(paint, model->machine, paint->width - 6);
    ct_paint_style(paint, CT_STYLE_DIM);
    fprintf(paint->out, "\n  %-*s%*s%*s%*s\n", NAME, "", NUMBER, "cost", PERCENT, "off by", PERCENT,
            "at most");
    ct_paint_style(paint, CT_STYLE_PLAIN);
    free(text);
    put_line(paint, "fork, the call", &model->fork_call, &state);
    put_writes(paint, model, question, &state);
    put_line(paint, "fork and exec, until the program runs", &model->fork_exec, &state);
    put_line(paint, "posix_spawn, until the program runs", &model->spawn_exec, &state);
    put_line(paint, "vfork and exec, until the program runs", &model->vfork_exec, &state);
    put_limits(paint, &model->fork_call, &state);
    ct_cell_line(paint, 2,
                 "off by: what the model missed by at points that it was not fitted to, the median "
                 "and the largest; %u points for fork",
                 model->fork_call.checked);
}
