// SPDX-License-Identifier: MIT
// Call sites for people.
#include <inttypes.h>

#include "clonetrace/cli/paint.h"
#include "clonetrace/report/sites.h"

#define FRAMES 6 // of a stack that are shown

enum { COUNT = 9, BAD = 8, TIME = 9, PLACE = COUNT + BAD + 3 * TIME + 2 };

static void heading(const struct ct_paint *paint) {
    ct_paint_style(paint, CT_STYLE_TITLE);
    fprintf(paint->out, "%*s%*s%*s%*s%*s  %s\n", COUNT, "calls", BAD, "failed", TIME, "time", TIME,
            "p50", TIME, "p99", "called from");
    ct_paint_style(paint, CT_STYLE_PLAIN);
}

static void duration(const struct ct_paint *paint, uint64_t ns) {
    char text[CT_PAINT_DURATION];

    fprintf(paint->out, "%*s", TIME, ct_paint_duration(text, ns));
}

static void numbers(const struct ct_paint *paint, struct ct_sites_row *row) {
    uint64_t bad = row->failed + row->denied;

    fprintf(paint->out, "%*" PRIu64, COUNT, row->took.count);
    if (bad)
        fprintf(paint->out, "%*" PRIu64, BAD, bad);
    else
        fprintf(paint->out, "%*s", BAD, "-");
    ct_paint_style(paint, CT_STYLE_PLAIN);
    duration(paint, row->took.total);
    duration(paint, ct_spread_quantile(&row->took, 50));
    duration(paint, ct_spread_quantile(&row->took, 99));
}

static void errors(const struct ct_paint *paint, const struct ct_sites_row *row) {
    if (!row->failed && !row->denied)
        return;
    ct_paint_spaces(paint, 4);
    ct_paint_style(paint, CT_STYLE_WARN);
    if (row->denied)
        fprintf(paint->out, "%" PRIu64 " denied by a policy%s", row->denied,
                row->failed ? ", " : ":");
    if (row->failed)
        fprintf(paint->out, "%" PRIu64 " failed:", row->failed);
    for (size_t i = 0; i < CT_SITES_ERRORS && row->errors[i].name; i++) {
        putc(' ', paint->out);
        ct_paint_text(paint, row->errors[i].name, 24);
        fprintf(paint->out, " %" PRIu64, row->errors[i].count);
    }
    ct_paint_style(paint, CT_STYLE_PLAIN);
    putc('\n', paint->out);
}

// What is called, and in which module unless that was said: below the numbers, both may be long.
static void call(const struct ct_paint *paint, const struct ct_row *row, bool with_module) {
    unsigned used = 4, left;

    ct_paint_spaces(paint, 4);
    used += ct_paint_text(paint, row->api, 32);
    putc(' ', paint->out);
    used += 1;
    ct_paint_style(paint, CT_STYLE_DIM);
    used += ct_paint_text(paint, row->flags, paint->width - used);
    left = paint->width - used;
    if (with_module) {
        bool fits = left >= 30;

        fputs(fits ? "  " : "\n    ", paint->out);
        ct_site_show_module(paint, &row->site, fits ? left - 2 : paint->width - 4);
    }
    ct_paint_style(paint, CT_STYLE_PLAIN);
    putc('\n', paint->out);
}

// The first frame is the site itself.
static void stack(const struct ct_paint *paint, const struct ct_report *report,
                  const struct ct_sites_row *row) {
    struct ct_site_stack stack = {.frames = row->stack, .count = row->frames, .code = report->code};

    if (!row->stack)
        return;
    stack.time = ct_rows_time(row->machine, row->stack_ns);
    ct_site_show_stack(paint, &stack, 4, FRAMES);
}

static void show_row(const struct ct_paint *paint, const struct ct_report *report,
                     struct ct_sites_row *row) {
    struct ct_code_time time = ct_rows_time(row->row.machine, row->row.first_ns);
    struct ct_code_place place = ct_code_find(report->code, &row->row.site, &time, false);

    numbers(paint, row);
    ct_paint_spaces(paint, 2);
    ct_paint_style(paint, CT_STYLE_TITLE);
    ct_site_show(paint, &row->row.site, &place, paint->width - PLACE);
    ct_paint_style(paint, CT_STYLE_PLAIN);
    putc('\n', paint->out);
    call(paint, &row->row, place.count || row->row.site.symbol);
    errors(paint, row);
    stack(paint, report, row);
}

static bool all_exact(const struct ct_sites *sites) {
    for (size_t i = 0; i < sites->rows.count; i++) {
        if (!ct_spread_exact(&((struct ct_sites_row *)sites->rows.list[i])->took))
            return false;
    }
    return true;
}

static void notes(const struct ct_paint *paint, const struct ct_sites *sites,
                  const struct ct_report *report, size_t shown) {
    if (shown < sites->rows.count)
        fprintf(paint->out, "%zu more places; --limit=0 shows all\n", sites->rows.count - shown);
    if (!all_exact(sites))
        fputs("p50 and p99 of more than 1048576 calls from one place may be off by 0.4 %\n",
              paint->out);
    if (sites->calls && !sites->stacks)
        fputs("no call stacks in the log: clonetrace run --stack=16 notes them\n", paint->out);
    ct_code_note(report->code, paint);
}

void ct_sites_show(struct ct_sites *sites, const struct ct_report *report, FILE *out) {
    size_t limit = report->wishes.limit, shown = 0;
    char text[CT_PAINT_DURATION];
    struct ct_paint paint;

    ct_paint_init(&paint, out, fileno(out));
    ct_paint_style(&paint, CT_STYLE_TITLE);
    fputs("call sites", out);
    ct_paint_style(&paint, CT_STYLE_PLAIN);
    fprintf(out, ": %" PRIu64 " call%s from %zu place%s, %s in them\n", sites->calls,
            sites->calls == 1 ? "" : "s", sites->rows.count, sites->rows.count == 1 ? "" : "s",
            ct_paint_duration(text, sites->total_ns));
    if (sites->rows.count)
        heading(&paint);
    for (; shown < sites->rows.count && (!limit || shown < limit); shown++)
        show_row(&paint, report, (struct ct_sites_row *)sites->rows.list[shown]);
    notes(&paint, sites, report, shown);
    putc('\n', out);
}
