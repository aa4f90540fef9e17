// SPDX-License-Identifier: MIT
// The table of calls: how often, how it went, what it cost its callers, with which flags.
#include <string.h>

#include "clonetrace/summary/show.h"

#define ROWS_SHOWN 40

static void duration(const struct ct_paint *paint, const struct ct_call_row *row, uint64_t ns) {
    char text[CT_PAINT_DURATION];

    fprintf(paint->out, "%10s", row->timed ? ct_paint_duration(text, ns) : "-");
}

static unsigned count(const struct ct_paint *paint, uint64_t number, enum ct_style style) {
    if (number)
        ct_paint_style(paint, style);
    fprintf(paint->out, "%8llu", (unsigned long long)number);
    if (number)
        ct_paint_style(paint, CT_STYLE_PLAIN);
    return 8;
}

// Flags, broken at the bars into as many lines as it takes.
static void flags(const struct ct_paint *paint, const char *text, unsigned indent) {
    unsigned used = indent;

    if (!*text)
        fputs("no flags", paint->out);
    while (*text) {
        int len = (int)strcspn(text, "|");
        char word[96];

        snprintf(word, sizeof word, "%.*s%s", len, text, text[len] ? "|" : "");
        if (used > indent && used + strlen(word) > paint->width) {
            fputc('\n', paint->out);
            ct_paint_spaces(paint, indent);
            used = indent;
        }
        used += ct_paint_text(paint, word, paint->width - used);
        text += len + (text[len] == '|');
    }
    fputc('\n', paint->out);
}

static void row(const struct ct_paint *paint, const struct ct_call_row *row, bool failed,
                bool denied) {
    unsigned used = count(paint, row->count, CT_STYLE_PLAIN);

    if (failed)
        used += count(paint, row->failed, CT_STYLE_BAD);
    if (denied)
        used += count(paint, row->denied, CT_STYLE_BAD);
    duration(paint, row, row->took.total_ns);
    duration(paint, row, ct_durations_quantile(&row->took, 50));
    duration(paint, row, row->took.max_ns);
    fputs("  ", paint->out);
    used += 32;
    ct_paint_style(paint, CT_STYLE_TITLE);
    used += ct_paint_text(paint, row->api, 16);
    ct_paint_style(paint, CT_STYLE_PLAIN);
    fputs("  ", paint->out);
    flags(paint, row->flags, used + 2);
}

void ct_show_calls(const struct ct_paint *paint, struct ct_trace *trace) {
    struct ct_calls *calls = &trace->calls;
    bool failed = false, denied = false;
    size_t shown = calls->count < ROWS_SHOWN ? calls->count : ROWS_SHOWN;

    if (!calls->count)
        return;
    ct_calls_sort(calls);
    for (size_t i = 0; i < calls->count; i++) {
        failed |= calls->rows[i]->failed > 0;
        denied |= calls->rows[i]->denied > 0;
    }
    ct_paint_style(paint, CT_STYLE_TITLE);
    fprintf(paint->out, "%8s%s%s%10s%10s%10s  call  flags\n", "calls", failed ? "  failed" : "",
            denied ? "  denied" : "", "total", "median", "max");
    ct_paint_style(paint, CT_STYLE_PLAIN);
    for (size_t i = 0; i < shown; i++)
        row(paint, calls->rows[i], failed, denied);
    if (shown < calls->count)
        fprintf(paint->out, "%8s and %zu rows more\n", "", calls->count - shown);
}
