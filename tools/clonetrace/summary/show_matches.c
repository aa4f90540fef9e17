// SPDX-License-Identifier: MIT
// What the rules of a policy matched, as a part of a summary.
#include "clonetrace/check/place.h"
#include "clonetrace/summary/show.h"

#define PLACES_SHOWN 20

static void row(const struct ct_paint *paint, const struct ct_match *match) {
    char place[CT_PLACE_MAX];
    unsigned used = 16;

    fprintf(paint->out, "%8llu  ", (unsigned long long)match->count);
    ct_paint_style(paint, match->kind == CT_MATCH_WARN ? CT_STYLE_WARN : CT_STYLE_BAD);
    fputs(ct_match_kind_name(match->kind), paint->out);
    ct_paint_style(paint, CT_STYLE_PLAIN);
    fputs("  ", paint->out);
    used += ct_paint_text(paint, match->rule, 24);
    fputs("  ", paint->out);
    used += 2 + ct_paint_text(paint, match->api, 16);
    fputs(" at ", paint->out);
    used += 4;
    ct_paint_text(paint, ct_place_name(place, &match->site),
                  paint->width > used + 20 ? paint->width - used : 20);
    fputc('\n', paint->out);
}

void ct_show_matches(const struct ct_paint *paint, struct ct_trace *trace) {
    struct ct_matches *matches = &trace->matches;
    size_t shown = matches->count < PLACES_SHOWN ? matches->count : PLACES_SHOWN;

    if (!matches->count)
        return;
    ct_matches_sort(matches);
    ct_paint_style(paint, CT_STYLE_TITLE);
    fputs("   calls  rule\n", paint->out);
    ct_paint_style(paint, CT_STYLE_PLAIN);
    for (size_t i = 0; i < shown; i++)
        row(paint, matches->list[i]);
    if (shown < matches->count)
        fprintf(paint->out, "%8s  and %zu places more\n", "", matches->count - shown);
    fputc('\n', paint->out);
}
