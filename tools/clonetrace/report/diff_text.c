// SPDX-License-Identifier: MIT
// What changed between two logs, for people.
#include <inttypes.h>
#include <string.h>

#include "clonetrace/cli/paint.h"
#include "clonetrace/report/diff.h"
#include "clonetrace/report/run.h"

enum { CHANGE = 10 }; // columns

static const char *plural(uint64_t count) {
    return count == 1 ? "" : "s";
}

static void side_line(const struct ct_paint *paint, const struct ct_diff *diff, int side) {
    const char *path = diff->report->input.paths[side];
    char text[CT_PAINT_DURATION];

    ct_paint_style(paint, CT_STYLE_TITLE);
    fputs(side ? "NEW  " : "OLD  ", paint->out);
    ct_paint_text(paint, strcmp(path, "-") ? path : "standard input", paint->width - 5);
    ct_paint_style(paint, CT_STYLE_PLAIN);
    fprintf(paint->out, "\n     %" PRIu64 " creation%s from %" PRIu64 " place%s, %s in them",
            diff->calls[side], plural(diff->calls[side]), diff->places[side],
            plural(diff->places[side]), ct_paint_duration(text, diff->total_ns[side]));
    if (side && diff->total_ns[0] && diff->total_ns[1])
        fprintf(paint->out, ", x%.2f", (double)diff->total_ns[1] / (double)diff->total_ns[0]);
    putc('\n', paint->out);
}

static void change(const struct ct_paint *paint, const struct ct_diff_row *row) {
    const enum ct_style styles[] = {CT_STYLE_BAD, CT_STYLE_GOOD, CT_STYLE_WARN, CT_STYLE_GOOD};
    bool less = row->change == CT_DIFF_GONE || row->change == CT_DIFF_FEWER;
    char text[24];

    if (row->change <= CT_DIFF_GONE)
        snprintf(text, sizeof text, "%c %s", less ? '-' : '+', ct_diff_change_name(row->change));
    else
        snprintf(text, sizeof text, "%+" PRId64,
                 (int64_t)(row->side[1].count - row->side[0].count));
    ct_paint_style(paint, styles[row->change]);
    fprintf(paint->out, "%-*s", CHANGE, text);
    ct_paint_style(paint, CT_STYLE_PLAIN);
}

static void place(const struct ct_paint *paint, const struct ct_diff_row *row, unsigned room) {
    const struct ct_diff_side *old = &row->side[0], *new = &row->side[1];
    const char *module = row->where.module ? row->where.module : "an unknown place";
    char text[2048];

    if (row->where.symbol)
        snprintf(text, sizeof text, "%.1024s: %.900s", module, row->where.symbol);
    else if (!row->where.module)
        snprintf(text, sizeof text, "%s", module);
    else if (row->moved && old->places != new->places)
        snprintf(text, sizeof text, "%.1024s: %" PRIu64 " place%s where %" PRIu64 " %s", module,
                 new->places, plural(new->places), old->places, old->places == 1 ? "was" : "were");
    else if (row->moved)
        snprintf(text, sizeof text, "%.1024s+0x%" PRIx64 " (was +0x%" PRIx64 ")", module,
                 new->offset, old->offset);
    else
        snprintf(text, sizeof text, "%.1024s+0x%" PRIx64, module, row->where.offset);
    ct_paint_text(paint, text, room);
}

static void times(const struct ct_paint *paint, const struct ct_diff_row *row, unsigned percent) {
    char text[CT_PAINT_DURATION];

    for (int i = 0; i < 2; i++) {
        const struct ct_durations *took = &row->side[i].took;

        if (!took->count)
            continue;
        fprintf(paint->out, "%s%s", i && row->side[0].count ? " -> " : "",
                ct_paint_duration(text,
                                  percent ? ct_durations_quantile(took, percent) : took->total_ns));
    }
}

static void cost(const struct ct_paint *paint, const struct ct_diff_row *row) {
    const struct ct_diff_side *old = &row->side[0], *new = &row->side[1];
    uint64_t before = ct_durations_quantile(&old->took, 50),
             after = ct_durations_quantile(&new->took, 50);

    ct_paint_spaces(paint, CHANGE);
    ct_paint_style(paint, CT_STYLE_DIM);
    fprintf(paint->out, "%" PRIu64 " -> %" PRIu64 " call%s", old->count, new->count,
            plural(new->count));
    if (old->failed || new->failed)
        fprintf(paint->out, " (%" PRIu64 " -> %" PRIu64 " failed)", old->failed, new->failed);
    fputs(", ", paint->out);
    times(paint, row, 0);
    fputs(", median ", paint->out);
    times(paint, row, 50);
    if (before && after)
        fprintf(paint->out, " (x%.2f)", (double)after / (double)before);
    ct_paint_style(paint, CT_STYLE_PLAIN);
    putc('\n', paint->out);
}

static void show_row(const struct ct_paint *paint, const struct ct_diff_row *row) {
    unsigned used;

    putc('\n', paint->out);
    change(paint, row);
    place(paint, row, paint->width - CHANGE);
    putc('\n', paint->out);
    ct_paint_spaces(paint, CHANGE);
    used = ct_paint_text(paint, row->api, 32) + 1;
    ct_paint_spaces(paint, 1);
    ct_paint_text(paint, row->flags, paint->width - CHANGE - used);
    putc('\n', paint->out);
    cost(paint, row);
}

// New rows are all shown where their number decides.
static size_t show_rows(const struct ct_paint *paint, const struct ct_diff *diff) {
    size_t limit = diff->report->wishes.limit, shown = 0,
           changed = diff->count - diff->changes[CT_DIFF_SAME];
    size_t least = diff->report->wishes.fail_on_new ? diff->changes[CT_DIFF_NEW] : 0;

    while (shown < changed && (!limit || shown < limit || shown < least))
        show_row(paint, diff->rows[shown++]);
    if (shown < changed)
        fprintf(paint->out, "\n%zu more change%s; --limit=0 shows all\n", changed - shown,
                changed - shown == 1 ? "" : "s");
    return changed;
}

static void notes(const struct ct_paint *paint, const struct ct_diff *diff, size_t changed) {
    size_t same = diff->changes[CT_DIFF_SAME], fresh = diff->changes[CT_DIFF_NEW];

    putc('\n', paint->out);
    if (!changed)
        fprintf(paint->out, "no difference: the same calls, as often, from the same places\n");
    else if (same)
        fprintf(paint->out, "%zu other call%s as often as before\n", same,
                same == 1 ? " is made" : "s are made");
    if (changed || diff->total_ns[0] != diff->total_ns[1])
        fputs("Durations vary from run to run: what one run of each says of them is a hint only.\n",
              paint->out);
    if (diff->moved)
        fprintf(paint->out,
                "%zu place%s only by an offset, which shifts when a module is built anew: taken\n"
                "for the same in their order, or told together where their number differs.\n"
                "Linked with -rdynamic a program names its functions.\n",
                diff->moved, diff->moved == 1 ? " is known" : "s are known");
    if (fresh && diff->report->wishes.fail_on_new)
        fprintf(paint->out, "%zu new: exit status 99\n", fresh);
}

void ct_diff_show(const struct ct_diff *diff, FILE *out) {
    struct ct_paint paint;

    ct_paint_init(&paint, out, fileno(out));
    side_line(&paint, diff, 0);
    side_line(&paint, diff, 1);
    ct_report_show_problems(&paint, &diff->report->input);
    notes(&paint, diff, show_rows(&paint, diff));
}
