// SPDX-License-Identifier: MIT
// Hazards for people: what, where, the proof, and what to do.
#include <inttypes.h>
#include <string.h>

#include "clonetrace/cli/wrap.h"
#include "clonetrace/report/hazards.h"
#include "clonetrace/report/rows.h"
#include "clonetrace/report/site.h"

enum { INDENT = 4, LABEL = 11 };

static void label(const struct ct_paint *paint, const char *text) {
    ct_paint_style(paint, CT_STYLE_DIM);
    fprintf(paint->out, "%*s%-*s", INDENT, "", LABEL - INDENT, text);
    ct_paint_style(paint, CT_STYLE_PLAIN);
}

static void heading(const struct ct_paint *paint, const struct ct_finding *finding) {
    ct_paint_spaces(paint, 2);
    ct_paint_style(paint, CT_STYLE_BAD);
    fputs(finding->hazard->id, paint->out);
    ct_paint_style(paint, CT_STYLE_PLAIN);
    fprintf(paint->out, ": %s, ", finding->hazard->title);
    fprintf(paint->out, finding->count == 1 ? "once\n" : "%" PRIu64 " times\n", finding->count);
}

static void place(const struct ct_paint *paint, const struct ct_finding *finding,
                  const struct ct_report *report) {
    struct ct_code_time time = ct_rows_time(finding->machine, finding->first_ns);
    struct ct_code_place place;
    unsigned used = LABEL;

    if (!finding->api)
        return;
    place = ct_code_find(report->code, &finding->site, &time, false);
    label(paint, "where");
    used += ct_paint_text(paint, finding->api, 32);
    fputs(" in ", paint->out);
    used += 4;
    used += ct_site_show(paint, &finding->site, &place, paint->width - used);
    if ((place.count || finding->site.symbol) && used + 24 < paint->width) {
        ct_paint_style(paint, CT_STYLE_DIM);
        fputs("  ", paint->out);
        ct_site_show_module(paint, &finding->site, paint->width - used - 2);
        ct_paint_style(paint, CT_STYLE_PLAIN);
    }
    putc('\n', paint->out);
}

// Names in it are the log's: only what is plain is broken into lines.
static bool is_plain(const char *text) {
    while (*text >= ' ' && *text < 0x7f)
        text++;
    return !*text;
}

static void facts(const struct ct_paint *paint, const struct ct_finding *finding) {
    char text[CT_HAZARD_FACTS];

    if (!finding->hazard->facts)
        return;
    finding->hazard->facts(finding, text);
    label(paint, "");
    if (is_plain(text)) {
        ct_wrap_text(paint, LABEL, text);
        return;
    }
    ct_paint_text(paint, text, CT_HAZARD_FACTS);
    putc('\n', paint->out);
}

static void proofs(const struct ct_paint *paint, const struct ct_finding *finding,
                   const struct ct_report *report) {
    for (size_t i = 0; i < finding->proof_count; i++) {
        const struct ct_hazard_proof *proof = &finding->proofs[i];

        label(paint, i ? "" : "proof");
        fprintf(paint->out, "ts_ns %" PRIu64 ", process %d, thread %d: ", proof->ts_ns,
                (int)proof->who.tgid, (int)proof->who.tid);
        ct_paint_text(paint, proof->api ? proof->api : "?", 32);
        if (report->input.files > 1) {
            fputs(", in ", paint->out);
            ct_paint_text(paint, report->input.paths[proof->file], 200);
        }
        putc('\n', paint->out);
    }
}

static void show(const struct ct_paint *paint, const struct ct_finding *finding,
                 const struct ct_report *report, bool with_advice) {
    char text[640];

    heading(paint, finding);
    place(paint, finding, report);
    facts(paint, finding);
    proofs(paint, finding, report);
    if (!with_advice)
        return;
    label(paint, "do");
    snprintf(text, sizeof text, "%s (%s)", finding->hazard->advice, finding->hazard->source);
    ct_wrap_text(paint, LABEL, text);
}

static void blank(void *to, const char *id, const char *why) {
    const struct ct_paint *paint = to;

    fprintf(paint->out, "not looked for: %s; %s\n", id, why);
}

// Advice comes with the last finding of its kind, not with each.
static bool last_of_kind(const struct ct_hazards *hazards, size_t i, size_t shown) {
    return i + 1 >= shown || hazards->list[i + 1]->hazard != hazards->list[i]->hazard;
}

void ct_hazards_show(struct ct_hazards *hazards, const struct ct_report *report, FILE *out) {
    size_t limit = report->wishes.limit,
           shown = limit && limit < hazards->count ? limit : hazards->count;
    struct ct_paint paint;

    ct_paint_init(&paint, out, fileno(out));
    ct_paint_style(&paint, CT_STYLE_TITLE);
    fputs("hazards", out);
    ct_paint_style(&paint, CT_STYLE_PLAIN);
    fputs(hazards->count ? ":\n" : ": none found\n", out);
    for (size_t i = 0; i < shown; i++)
        show(&paint, hazards->list[i], report, last_of_kind(hazards, i, shown));
    if (shown < hazards->count)
        fprintf(out, "%zu more; --limit=0 shows all\n", hazards->count - shown);
    ct_hazards_blanks(hazards, blank, &paint);
    ct_code_note(report->code, &paint);
    putc('\n', out);
}
