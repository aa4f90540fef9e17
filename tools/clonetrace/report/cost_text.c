// SPDX-License-Identifier: MIT
// The cost of forks for people: what the log has, and apart from it what the model adds.
#include <inttypes.h>
#include <string.h>

#include "clonetrace/cli/paint.h"
#include "clonetrace/cli/wrap.h"
#include "clonetrace/report/cost.h"
#include "clonetrace/report/site.h"

enum { LABEL = 14 }; // columns in front of what is said

static const char *plural(uint64_t count) {
    return count == 1 ? "" : "s";
}

static void label(const struct ct_paint *paint, const char *text) {
    ct_paint_style(paint, CT_STYLE_DIM);
    fprintf(paint->out, "    %-*s", LABEL - 4, text);
    ct_paint_style(paint, CT_STYLE_PLAIN);
}

static const char *size_text(char text[24], double kib) {
    if (kib < 1024)
        snprintf(text, 24, "%.0f KiB", kib);
    else if (kib < 1024 * 1024)
        snprintf(text, 24, "%.*f MiB", kib < 10240 ? 1 : 0, kib / 1024);
    else
        snprintf(text, 24, "%.1f GiB", kib / 1024 / 1024);
    return text;
}

static const char *duration(char text[CT_PAINT_DURATION], double ns) {
    return ct_paint_duration(text, ns > 0 ? (uint64_t)(ns + 0.5) : 0);
}

static void place(const struct ct_paint *paint, const struct ct_report *report,
                  const struct ct_row *row) {
    struct ct_code_time time = ct_rows_time(row->machine, row->first_ns);
    struct ct_code_place place = ct_code_find(report->code, &row->site, &time, false);
    unsigned used = 2, left;

    ct_paint_spaces(paint, 2);
    used += ct_paint_text(paint, row->api, 32);
    fputs(" in ", paint->out);
    used += 4;
    ct_paint_style(paint, CT_STYLE_TITLE);
    used += ct_site_show(paint, &row->site, &place, paint->width - used);
    ct_paint_style(paint, CT_STYLE_PLAIN);
    left = paint->width - used;
    if ((place.count || row->site.symbol) && left > 24) {
        ct_paint_style(paint, CT_STYLE_DIM);
        fputs("  ", paint->out);
        ct_site_show_module(paint, &row->site, left - 2);
        ct_paint_style(paint, CT_STYLE_PLAIN);
    }
    putc('\n', paint->out);
}

static void measured(const struct ct_paint *paint, struct ct_cost_row *row) {
    uint64_t forks = row->took.count;
    char total[CT_PAINT_DURATION], each[CT_PAINT_DURATION], slow[CT_PAINT_DURATION], a[24], b[24];

    label(paint, "measured");
    fprintf(paint->out, "%" PRIu64 " fork%s, %s in them; p50 %s, p99 %s\n", forks, plural(forks),
            duration(total, (double)row->took.total),
            duration(each, (double)ct_spread_quantile(&row->took, 50)),
            duration(slow, (double)ct_spread_quantile(&row->took, 99)));
    if (!row->memory.forks)
        return;
    label(paint, "");
    fprintf(paint->out, "the parent had %s in memory, %s of page tables",
            size_text(a, (double)row->memory.rss_kib / (double)row->memory.forks),
            size_text(b, (double)row->memory.pte_kib / (double)row->memory.forks));
    fprintf(paint->out, " (at most %s, %s)\n", size_text(a, (double)row->rss_max_kib),
            size_text(b, (double)row->pte_max_kib));
}

static void fates(const struct ct_paint *paint, struct ct_cost_row *row) {
    uint64_t rest = row->took.count - row->execs - row->ended;

    label(paint, "");
    if (!row->execs)
        fputs("no exec followed", paint->out);
    else if (row->execs == row->took.count)
        fputs("an exec followed each", paint->out);
    else
        fprintf(paint->out, "an exec followed %" PRIu64, row->execs);
    if (row->execs)
        fprintf(paint->out, ", after %" PRIu64 " page fault%s of the child (p50)",
                ct_spread_quantile(&row->faults, 50), plural(ct_spread_quantile(&row->faults, 50)));
    if (row->execs && row->ended)
        fprintf(paint->out, "; no exec followed %" PRIu64, row->ended);
    if (rest && rest < row->took.count)
        fprintf(paint->out, "; of %" PRIu64 " the log does not say", rest);
    else if (rest)
        fputs(" that the log tells of", paint->out);
    putc('\n', paint->out);
}

static void modelled(const struct ct_paint *paint, const struct ct_cost_row *row,
                     const struct ct_cost_model *model) {
    struct ct_cost_estimate estimate = ct_cost_estimate(row, model);
    char text[2048], a[4][CT_PAINT_DURATION], b[CT_PAINT_DURATION];

    if (!estimate.known)
        return;
    label(paint, "modelled");
    snprintf(
        text, sizeof text,
        "after the call %s until a small program runs, %s of them taking down %.0f copied page "
        "table entries; %s copying the pages that the child wrote%s",
        duration(a[0], estimate.after), duration(a[1], estimate.teardown), estimate.entries,
        duration(a[2], estimate.cow),
        estimate.beyond ? " (a larger process than the model was fitted to)" : "");
    ct_wrap_text(paint, LABEL, text);
    label(paint, "");
    snprintf(text, sizeof text, "with posix_spawn %s from the call until a small program runs",
             duration(a[3], estimate.spawn));
    ct_wrap_text(paint, LABEL, text);
    label(paint, "saved");
    if (estimate.saved > 0)
        ct_paint_style(paint, CT_STYLE_GOOD);
    fprintf(paint->out, "%s with posix_spawn: %s for each of %" PRIu64 "\n",
            duration(b, estimate.saved * (double)row->execs), duration(a[0], estimate.saved),
            row->execs);
    ct_paint_style(paint, CT_STYLE_PLAIN);
}

static bool any_memory(const struct ct_cost *cost) {
    for (size_t i = 0; i < cost->rows.count; i++) {
        if (((const struct ct_cost_row *)cost->rows.list[i])->memory.forks)
            return true;
    }
    return false;
}

static void note(const struct ct_paint *paint, const char *text) {
    struct ct_paint wide = *paint;

    // The text may have a path: shown as it is safe to, not broken.
    ct_paint_text(&wide, text, 1000);
    putc('\n', paint->out);
}

static void notes(const struct ct_paint *paint, const struct ct_cost *cost,
                  const struct ct_report *report, const struct ct_cost_model *model, size_t shown) {
    if (shown < cost->rows.count)
        fprintf(paint->out, "%zu more places; --limit=0 shows all\n", cost->rows.count - shown);
    if (!cost->rows.count)
        return;
    if (!any_memory(cost))
        fputs(
            "no memory figures in the log: clonetrace run --mem notes them, and then the model of\n"
            "this machine says what posix_spawn would save\n",
            paint->out);
    if (model->reason)
        note(paint, model->reason);
    else if (any_memory(cost)) {
        fputs("modelled: by ", paint->out);
        note(paint, model->model.machine);
    }
    if (model->usable && !strcmp(model->model.thp, "always"))
        ct_wrap_text(
            paint, 0,
            "This machine uses huge pages where it can. Memory was taken as pages of 4 KiB: "
            "a parent with huge pages has fewer entries to copy, and saves less.");
    ct_code_note(report->code, paint);
}

void ct_cost_show(struct ct_cost *cost, const struct ct_report *report, FILE *out) {
    size_t limit = report->wishes.limit, shown = 0;
    struct ct_cost_model model;
    struct ct_paint paint;

    ct_paint_init(&paint, out, fileno(out));
    ct_cost_model_load(&model, report);
    ct_paint_style(&paint, CT_STYLE_TITLE);
    fputs("fork cost", out);
    ct_paint_style(&paint, CT_STYLE_PLAIN);
    fputs(cost->rows.count ? ": where most time went first\n"
                           : ": nothing was created as a copy of its parent\n",
          out);
    for (; shown < cost->rows.count && (!limit || shown < limit); shown++) {
        struct ct_cost_row *row = (struct ct_cost_row *)cost->rows.list[shown];

        place(&paint, report, &row->row);
        measured(&paint, row);
        fates(&paint, row);
        modelled(&paint, row, &model);
    }
    notes(&paint, cost, report, &model, shown);
    putc('\n', out);
    ct_cost_model_finish(&model);
}
