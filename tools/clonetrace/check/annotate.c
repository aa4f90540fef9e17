// SPDX-License-Identifier: MIT
// Annotations for GitHub Actions. The runner reads commands line by line from the output of a step
// and takes %25, %0D and %0A (in properties %3A and %2C as well) for the characters that it would
// take as its own.
#include <stdlib.h>
#include <string.h>

#include "clonetrace/check/place.h"
#include "clonetrace/check/verdict.h"

#define SHOWN 10 // the runner keeps no more of a kind from one step

static void put(FILE *out, const char *text, const char *special) {
    for (; *text; text++) {
        if (strchr(special, *text) || (unsigned char)*text < ' ' || *text == 0x7f)
            fprintf(out, "%%%02X", (unsigned char)*text);
        else
            fputc(*text, out);
    }
}

static void annotate(FILE *out, const char *level, const char *title, const char *text) {
    fprintf(out, "::%s title=", level);
    put(out, title, "%:,");
    fputs("::", out);
    put(out, text, "%");
    fputc('\n', out);
}

static void match(FILE *out, const struct ct_verdict *verdict, const struct ct_match *match) {
    const char *reason = ct_verdict_reason(verdict, match->rule);
    char call[CT_PLACE_MAX], place[CT_PLACE_MAX], title[128], text[2 * CT_PLACE_MAX + 300];

    ct_place_call(call, match);
    ct_place_name(place, &match->site);
    snprintf(title, sizeof title, "clonetrace %.80s", match->rule);
    snprintf(text, sizeof text, "%.255s%s%s at %s", reason, *reason ? ": " : "", call, place);
    annotate(out, match->kind == CT_MATCH_WARN ? "warning" : "error", title, text);
}

void ct_verdict_annotate(FILE *out, const struct ct_verdict *verdict) {
    unsigned errors = 0, warnings = 0;

    for (size_t i = 0; i < verdict->matches->count; i++) {
        const struct ct_match *at = verdict->matches->list[i];

        if (ct_verdict_violates(at) ? errors++ < SHOWN
                                    : at->kind == CT_MATCH_WARN && warnings++ < SHOWN)
            match(out, verdict, at);
    }
    for (size_t i = 0; i < verdict->unseen.count; i++) {
        const struct ct_unseen_item *item = &verdict->unseen.items[i];

        if (!item->allowed && errors++ < SHOWN)
            annotate(out, "error", "clonetrace: not covered", item->what);
    }
}
