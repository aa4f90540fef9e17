// SPDX-License-Identifier: MIT
// Cells, titles and sentences of the tables of bench.
#include "clonetrace/bench/cell.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>

#include "clonetrace/bench/room.h"
#include "clonetrace/cli/fail.h"
#include "clonetrace/cli/wrap.h"

const char *ct_cell_time(char text[CT_CELL], double ns) {
    double size = fabs(ns);

    if (size >= 999.5 && ns > 0)
        return ct_paint_duration(text, (uint64_t)(ns + 0.5));
    snprintf(text, CT_CELL, "%.*f ns", size < 9.995 ? 2 : size < 99.95 ? 1 : 0, ns);
    return text;
}

const char *ct_cell_half(char text[CT_CELL], double low, double middle, double high) {
    double half = 50 * (high - low) / middle;

    if (middle > 0)
        snprintf(text, CT_CELL, "%.*f %%", half < 9.95 ? 1 : 0, half);
    else
        snprintf(text, CT_CELL, "?");
    return text;
}

const char *ct_cell_spread(char text[CT_CELL], const struct ct_bench_series *series) {
    return ct_cell_half(text, series->low, series->median, series->high);
}

const char *ct_cell_times(char text[CT_CELL], double ratio) {
    if (!(ratio > 0) || !isfinite(ratio))
        snprintf(text, CT_CELL, "-");
    else if (ratio >= 9999.5)
        snprintf(text, CT_CELL, "x%.2g", ratio);
    else
        snprintf(text, CT_CELL, "x%.*f", ratio < 9.995 ? 2 : ratio < 99.95 ? 1 : 0, ratio);
    return text;
}

void ct_cell_right(const struct ct_paint *paint, unsigned width, const char *text) {
    fprintf(paint->out, "%*s", (int)width, text);
}

void ct_cell_left(const struct ct_paint *paint, unsigned width, const char *text) {
    unsigned used = ct_paint_text(paint, text, width);

    ct_paint_spaces(paint, width - used);
}

void ct_cell_title(const struct ct_paint *paint, const char *text) {
    putc('\n', paint->out);
    ct_paint_style(paint, CT_STYLE_TITLE);
    fputs(text, paint->out);
    ct_paint_style(paint, CT_STYLE_PLAIN);
    putc('\n', paint->out);
}

void ct_cell_line(const struct ct_paint *paint, unsigned indent, const char *format, ...) {
    va_list list;
    char *text;

    va_start(list, format);
    if (vasprintf(&text, format, list) < 0)
        exit(ct_fail("there is no memory for a line of text"));
    va_end(list);
    ct_paint_spaces(paint, indent);
    ct_wrap_text(paint, indent, text);
    free(text);
}

static const char *pages_words(enum ct_bench_pages pages) {
    static const char *const words[] = {"4 KiB pages", "THP", "hugetlb pages"};

    return words[pages];
}

char *ct_cell_state(const struct ct_bench_condition *condition) {
    static const char *const sharing[] = {"", ", of a private file", ", shared"};
    char bytes[CT_BENCH_BYTES], *text = NULL;
    size_t len;
    FILE *out = open_memstream(&text, &len);

    if (!out)
        exit(ct_fail("there is no memory for a line of text"));
    if (condition->memory)
        fprintf(out, "%s of %s%s", ct_bench_bytes(bytes, condition->memory),
                pages_words(condition->pages), sharing[condition->sharing]);
    else
        fputs("nothing written", out);
    if (condition->threads)
        fprintf(out, ", %u thread%s", condition->threads, condition->threads == 1 ? "" : "s");
    if (condition->mappings)
        fprintf(out, ", %u mapping%s", condition->mappings, condition->mappings == 1 ? "" : "s");
    if (condition->descriptors)
        fprintf(out, ", %u descriptor%s", condition->descriptors,
                condition->descriptors == 1 ? "" : "s");
    fclose(out);
    return text;
}

char *ct_cell_condition(const struct ct_bench_condition *condition) {
    char *state = ct_cell_state(condition), *text;

    text = ct_format("%s, %s, %s", ct_bench_method_name(condition->method),
                     ct_bench_then_name(condition->then), state);
    free(state);
    if (condition->writer == CT_BENCH_NOBODY)
        return text;
    state = text;
    text = ct_format("%s, %s writes %g%%", state, ct_bench_writer_name(condition->writer),
                     100 * condition->written);
    free(state);
    return text;
}
