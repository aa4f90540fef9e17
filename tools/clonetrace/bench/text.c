// SPDX-License-Identifier: MIT
// The table of `clonetrace bench`: the machine, the methods, writing after fork, the model, and
// what to bear in mind. Every text that came from a file is made harmless.
#include "clonetrace/bench/text.h"

#include <string.h>
#include <time.h>

#include "clonetrace/bench/cell.h"
#include "clonetrace/bench/room.h"

static const char *known(const char *text) {
    return text && *text ? text : "not known";
}

// "Name: text" pairs on a line that is cut at the width.
static void put_pairs(const struct ct_paint *paint, const char *const *pairs) {
    unsigned used = 2;

    fputs("  ", paint->out);
    for (; pairs[0]; pairs += 2) {
        unsigned name = (unsigned)strlen(pairs[0]);

        if (used > 2 && used + name + ct_paint_columns(paint, pairs[1]) + 2 > paint->width) {
            fputs("\n  ", paint->out);
            used = 2;
        }
        fprintf(paint->out, "%s%s", used > 2 ? "; " : "", pairs[0]);
        used += name + (used > 2 ? 2 : 0);
        used += ct_paint_text(paint, pairs[1], paint->width - used - 1);
    }
    putc('\n', paint->out);
}

// Lines of a text, each on its own.
static void put_lines(const struct ct_paint *paint, const char *text) {
    while (text && *text) {
        size_t len = strcspn(text, "\n");
        char line[512];

        snprintf(line, sizeof line, "%.*s", (int)(len < 500 ? len : 500), text);
        fputs("  note: ", paint->out);
        ct_paint_text(paint, line, paint->width - 8);
        putc('\n', paint->out);
        text += len + (text[len] == '\n');
    }
}

static void put_conditions(const struct ct_paint *paint, const struct ct_bench_result *result) {
    const struct ct_bench_machine *machine = &result->machine;
    char memory[CT_BENCH_BYTES], available[CT_BENCH_BYTES], pinned[32] = "any", loads[64];

    if (machine->pinned >= 0)
        snprintf(pinned, sizeof pinned, "%d, pinned", machine->pinned);
    snprintf(loads, sizeof loads, "%.2f before, %.2f after", result->load_before,
             result->load_after);
    ct_bench_bytes(memory, machine->memory);
    ct_bench_bytes(available, machine->free);
    put_pairs(paint,
              (const char *[]){"Linux ", known(machine->kernel), "", known(machine->libc),
                               "memory ", memory, "available ", available, "CPU ", pinned, NULL});
    put_pairs(paint, (const char *[]){"THP ", known(machine->thp), "overcommit ",
                                      known(machine->overcommit), "governor ",
                                      known(machine->governor), "load ", loads, NULL});
}

void ct_text_machine(const struct ct_paint *paint, const struct ct_bench_result *result) {
    char clock[CT_CELL], overhead[CT_CELL], date[32] = "";
    time_t when = (time_t)result->when;
    struct tm local;

    ct_paint_style(paint, CT_STYLE_TITLE);
    fputs("What creating a task costs on ", paint->out);
    ct_paint_text(paint, known(result->machine.cpu), paint->width - 32);
    ct_paint_style(paint, CT_STYLE_PLAIN);
    putc('\n', paint->out);
    put_conditions(paint, result);
    if (localtime_r(&when, &local))
        strftime(date, sizeof date, "%Y-%m-%d %H:%M, ", &local);
    ct_cell_line(
        paint, 2,
        "%s%u rounds; subtracted from each time: %s, what an empty operation takes (reading "
        "the clock: %s)",
        date, result->rounds, ct_cell_time(overhead, result->overhead_ns),
        ct_cell_time(clock, result->clock_ns));
    put_lines(paint, result->machine.notes);
    if (!result->partial)
        return;
    ct_paint_style(paint, CT_STYLE_WARN);
    ct_cell_line(paint, 2,
                 "PARTIAL: a signal or --max-time ended it before each point had three rounds");
    ct_paint_style(paint, CT_STYLE_PLAIN);
}

static void count_series(const struct ct_bench_series *series, double precision, size_t counts[4]) {
    if (!series->count)
        return;
    counts[0] += series->count;
    counts[1] += series->outliers;
    counts[2]++;
    counts[3] += series->high - series->low <= 2 * precision * series->median;
}

// Samples and intervals of times only: counters are not what was measured until precise.
static void put_end(const struct ct_paint *paint, const struct ct_bench_result *result) {
    size_t counts[4] = {0};

    for (size_t i = 0; i < result->count; i++)
        for (int metric = 0; metric <= CT_BENCH_WRITE_PAGE; metric++)
            count_series(&result->points[i].series[metric], result->precision, counts);
    ct_cell_title(paint, "How to read it");
    ct_cell_line(
        paint, 2,
        "median: of all samples. +/-: half its 95 %% interval (bootstrap over rounds). p99: "
        "99th percentile. far: samples beyond five deviations; they are kept. ratio: of "
        "medians, to the cheapest that does the same, with half of its interval.");
    ct_cell_line(paint, 2,
                 "call: until it returns in the parent. child: until its first instruction. "
                 "reaped: until wait returns. teardown: of the copied memory, before the new "
                 "program or the end. faults: minor ones of parent+child.");
    ct_cell_line(
        paint, 2, "%zu samples, %zu of them far (%.1f %%); %zu of %zu intervals are within %g %%",
        counts[0], counts[1], counts[0] ? 100 * (double)counts[1] / (double)counts[0] : 0.0,
        counts[3], counts[2], 100 * result->precision);
}

void ct_bench_text(const struct ct_paint *paint, const struct ct_bench_result *result) {
    ct_text_machine(paint, result);
    ct_text_overview(paint, result);
    ct_text_methods(paint, result);
    ct_text_writes(paint, result);
    if (result->has_model)
        ct_text_model(paint, &result->model);
    put_end(paint, result);
}
