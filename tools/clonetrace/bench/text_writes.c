// SPDX-License-Identifier: MIT
// What a write costs after fork, beside what it costs without one.
#include <stdlib.h>

#include "clonetrace/bench/cell.h"
#include "clonetrace/bench/text.h"

enum { NAME = 33, RATIO = 8 };

static void put_ratios(const struct ct_paint *paint, const struct ct_bench_result *result,
                       double median) {
    static const enum ct_bench_plain against[] = {CT_BENCH_PLAIN_WRITE, CT_BENCH_FIRST_TOUCH,
                                                  CT_BENCH_REUSE};
    char cell[CT_CELL];

    for (size_t i = 0; i < sizeof against / sizeof *against; i++)
        ct_cell_right(paint, RATIO, ct_cell_times(cell, median / result->plain[against[i]].median));
}

static void put_row(const struct ct_paint *paint, const struct ct_bench_result *result,
                    const char *name, const struct ct_bench_series *series) {
    fputs("  ", paint->out);
    ct_cell_left(paint, NAME, name);
    ct_text_summary(paint, series, result->precision);
    if (paint->width >= 2 + NAME + 31 + 3 * RATIO)
        put_ratios(paint, result, series->median);
    putc('\n', paint->out);
}

static void put_heads(const struct ct_paint *paint) {
    ct_paint_style(paint, CT_STYLE_DIM);
    fprintf(paint->out, "  %-*s", NAME, "");
    ct_text_summary_heads(paint);
    if (paint->width >= 2 + NAME + 31 + 3 * RATIO)
        fprintf(paint->out, "%*s%*s%*s", RATIO, "plain", RATIO, "touch", RATIO, "reuse");
    ct_paint_style(paint, CT_STYLE_PLAIN);
    putc('\n', paint->out);
}

static bool any(const struct ct_bench_result *result) {
    for (int i = 0; i < CT_BENCH_PLAINS; i++)
        if (result->plain[i].count)
            return true;
    for (size_t i = 0; i < result->count; i++)
        if (result->points[i].series[CT_BENCH_WRITE_PAGE].count)
            return true;
    return false;
}

void ct_text_writes(const struct ct_paint *paint, const struct ct_bench_result *result) {
    static const char *const names[CT_BENCH_PLAINS] = {
        "plain write", "touch: first write to a new page", "reuse: the other process is gone",
        "write that splits a huge page"};

    if (!any(result))
        return;
    ct_cell_title(paint, "A write to memory, for each page of 4 KiB");
    put_heads(paint);
    for (int i = 0; i < CT_BENCH_PLAINS; i++)
        if (result->plain[i].count)
            put_row(paint, result, names[i], &result->plain[i]);
    for (size_t i = 0; i < result->count; i++) {
        const struct ct_bench_point *point = &result->points[i];
        struct ct_bench_condition state = point->condition;
        char *text, *name = NULL;
        size_t len;
        FILE *out;

        if (!point->series[CT_BENCH_WRITE_PAGE].count || !(out = open_memstream(&name, &len)))
            continue;
        text = ct_cell_state(&state);
        fprintf(out, "%s %g%% of %s", ct_bench_writer_name(state.writer), 100 * state.written,
                text);
        fclose(out);
        put_row(paint, result, name, &point->series[CT_BENCH_WRITE_PAGE]);
        free(text);
        free(name);
    }
}
