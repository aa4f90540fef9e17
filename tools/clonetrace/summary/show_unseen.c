// SPDX-License-Identifier: MIT
// What the log does not have, as the last part of a summary.
#include "clonetrace/summary/show.h"
#include "clonetrace/trace/unseen.h"

#define NAMES_SHOWN 8 // of each group

// "    3  what": the first of them brings the title. Returns the number of such lines so far.
static unsigned item(const struct ct_paint *paint, unsigned before, uint64_t count,
                     const char *what) {
    if (!before) {
        ct_paint_style(paint, CT_STYLE_TITLE);
        fputs("not seen\n", paint->out);
        ct_paint_style(paint, CT_STYLE_PLAIN);
    }
    ct_paint_style(paint, CT_STYLE_WARN);
    fprintf(paint->out, "%8llu  ", (unsigned long long)count);
    ct_paint_style(paint, CT_STYLE_PLAIN);
    ct_paint_text(paint, what, paint->width - 10);
    fputc('\n', paint->out);
    return before + 1;
}

static unsigned group(const struct ct_paint *paint, const struct ct_unseen *unseen,
                      enum ct_unseen_group wanted, unsigned lines) {
    static const char *const others[] = {
        [CT_UNSEEN_BLIND] = "others; grep '\"event\":\"blind\"' in the log",
        [CT_UNSEEN_SILENT] = "more that wrote nothing",
        [CT_UNSEEN_LINES] = "others",
        [CT_UNSEEN_REST] = "others",
    };
    unsigned shown = 0;
    uint64_t rest = 0;

    for (size_t i = 0; i < unseen->count; i++) {
        const struct ct_unseen_item *at = &unseen->items[i];

        if (at->group != wanted)
            continue;
        if (shown++ < NAMES_SHOWN)
            lines = item(paint, lines, at->count, at->what);
        else
            rest += at->count;
    }
    return rest ? item(paint, lines, rest, others[wanted]) : lines;
}

unsigned ct_show_unseen(const struct ct_paint *paint, struct ct_trace *trace,
                        const struct ct_log *log) {
    struct ct_unseen unseen;
    unsigned lines = 0;

    ct_unseen_collect(&unseen, trace, log);
    for (enum ct_unseen_group i = CT_UNSEEN_BLIND; i <= CT_UNSEEN_REST; i++)
        lines = group(paint, &unseen, i, lines);
    ct_unseen_finish(&unseen);
    return lines;
}
