// SPDX-License-Identifier: MIT
// The verdict for people: the first line is all that a reader in a hurry needs, the rest says what
// to look at. What the program chose (names, paths) is shown through ct_paint_text only.
#include <string.h>

#include "clonetrace/trace/command.h"
#include "clonetrace/check/place.h"
#include "clonetrace/check/verdict.h"
#include "event/names.h"

#define PLACES_SHOWN 20
#define UNSEEN_SHOWN 20

static const char *plural(uint64_t count) {
    return count == 1 ? "" : "s";
}

static void styled(const struct ct_paint *paint, enum ct_style style, const char *text) {
    ct_paint_style(paint, style);
    fputs(text, paint->out);
    ct_paint_style(paint, CT_STYLE_PLAIN);
}

static void ending(const struct ct_paint *paint, const struct ct_ending *end) {
    const char *signal = end->signalled ? ct_signal_name(end->status) : NULL;

    if (!end->signalled)
        fprintf(paint->out, "the program ended with %d", end->status);
    else if (signal)
        fprintf(paint->out, "the program was killed by %s", signal);
    else
        fprintf(paint->out, "the program was killed by signal %d", end->status);
}

static void first_line(const struct ct_paint *paint, const struct ct_verdict *verdict) {
    const struct ct_ending *end = &verdict->ending;
    bool failed = end->signalled || end->status;
    FILE *out = paint->out;

    styled(paint, CT_STYLE_TITLE, "clonetrace check: ");
    if (verdict->violations) {
        styled(paint, CT_STYLE_BAD, "VIOLATION");
        fprintf(out, ", %zu rule%s broken by %llu call%s from %zu place%s", verdict->broken_rules,
                plural(verdict->broken_rules), (unsigned long long)verdict->violating_calls,
                plural(verdict->violating_calls), verdict->violations, plural(verdict->violations));
        if (verdict->uncovered)
            fprintf(out, "; %zu thing%s went unseen", verdict->uncovered,
                    plural(verdict->uncovered));
    } else if (verdict->uncovered) {
        styled(paint, CT_STYLE_BAD, "NOT COVERED");
        fprintf(out, ", no rule broken as far as seen, but %zu thing%s went unseen",
                verdict->uncovered, plural(verdict->uncovered));
    } else {
        styled(paint, failed ? CT_STYLE_BAD : CT_STYLE_GOOD, failed ? "OK, but " : "OK");
        if (failed)
            ending(paint, end);
        fprintf(out, ", no rule broken by %llu creation%s in %llu program%s",
                (unsigned long long)verdict->creations, plural(verdict->creations),
                (unsigned long long)verdict->programs, plural(verdict->programs));
    }
    fprintf(out, "; exit status %d\n", verdict->status);
}

static void label(const struct ct_paint *paint, const char *name) {
    fprintf(paint->out, "          %-6s", name);
}

static void site(const struct ct_paint *paint, const struct ct_record_site *place) {
    char text[CT_PLACE_MAX];

    ct_paint_text(paint, ct_place_name(text, place), paint->width - 16);
    fputc('\n', paint->out);
}

static void place(const struct ct_paint *paint, const struct ct_match *match) {
    size_t first = match->frames && match->stack[0].offset == match->site.offset; // the same place
    char count[32];

    snprintf(count, sizeof count, "%llu x ", (unsigned long long)match->count);
    fprintf(paint->out, "%10s", count);
    ct_paint_text(paint, match->api, 20);
    fputs("  ", paint->out);
    ct_paint_text(paint,
                  *match->flags ? match->flags
                  : match->path ? match->path
                                : "no flags",
                  paint->width - 34);
    if (match->error)
        fprintf(paint->out, "  refused with %.20s", match->error);
    fputs(match->accepted ? "  accepted by the baseline\n" : "\n", paint->out);
    label(paint, "at");
    site(paint, &match->site);
    for (size_t i = first; i < match->frames; i++) {
        label(paint, i == first ? "from" : "");
        site(paint, &match->stack[i]);
    }
    if (match->command) {
        label(paint, "in");
        ct_paint_text(paint, match->command, paint->width - 16);
        fputc('\n', paint->out);
    }
}

static void rule_line(const struct ct_paint *paint, const struct ct_verdict *verdict,
                      const struct ct_match *match) {
    const char *reason = ct_verdict_reason(verdict, match->rule);

    fputs("\n  ", paint->out);
    styled(paint,
           match->kind == CT_MATCH_WARN ? CT_STYLE_WARN
           : match->accepted            ? CT_STYLE_DIM
                                        : CT_STYLE_BAD,
           ct_match_kind_name(match->kind));
    fputs("  ", paint->out);
    ct_paint_style(paint, CT_STYLE_TITLE);
    ct_paint_text(paint, match->rule, 64);
    ct_paint_style(paint, CT_STYLE_PLAIN);
    if (*reason) {
        fputs(": ", paint->out);
        ct_paint_text(paint, reason, 255);
    }
    fputc('\n', paint->out);
}

// Those that count first, then warnings, then what the baseline accepts.
static int rank(const struct ct_match *match) {
    return ct_verdict_violates(match) ? 0 : match->kind == CT_MATCH_WARN ? 1 : 2;
}

static void matches(const struct ct_paint *paint, const struct ct_verdict *verdict) {
    size_t shown = 0;

    for (int wanted = 0; wanted < 3; wanted++) {
        const char *rule = NULL;

        for (size_t i = 0; i < verdict->matches->count; i++) {
            const struct ct_match *match = verdict->matches->list[i];

            if (rank(match) != wanted || shown++ >= PLACES_SHOWN)
                continue;
            if (rule != match->rule)
                rule_line(paint, verdict, match);
            rule = match->rule;
            place(paint, match);
        }
    }
    if (shown > PLACES_SHOWN)
        fprintf(paint->out, "          and %zu places more; --report json=FILE has them all\n",
                shown - PLACES_SHOWN);
}

static void unseen(const struct ct_paint *paint, const struct ct_verdict *verdict, bool allowed) {
    size_t shown = 0;

    for (size_t i = 0; i < verdict->unseen.count; i++) {
        const struct ct_unseen_item *item = &verdict->unseen.items[i];

        if (item->allowed != allowed || shown++ >= UNSEEN_SHOWN)
            continue;
        if (shown == 1) {
            fputs("\n  ", paint->out);
            styled(paint, allowed ? CT_STYLE_WARN : CT_STYLE_BAD,
                   allowed ? "not seen, and allowed" : "not covered");
            fputc('\n', paint->out);
        }
        fprintf(paint->out, "%7llu   ", (unsigned long long)(item->count ? item->count : 1));
        ct_paint_text(paint, item->what, 4096); // whole: it is what --allow-blind takes
        fprintf(paint->out, "  (%s)\n", item->reason);
    }
    if (shown > UNSEEN_SHOWN)
        fprintf(paint->out, "          and %zu more; --report json=FILE has them all\n",
                shown - UNSEEN_SHOWN);
    if (shown && !allowed)
        fputs("          --allow-blind=REASON or --allow-blind=PATH lets one pass\n", paint->out);
}

// What the lines above cannot show, since it is no call's doing.
static void enforcement(const struct ct_paint *paint, const struct ct_verdict *verdict) {
    const bool refusable = verdict->violations || verdict->accepted;

    if (verdict->enforce == CT_ENFORCE_NONE && refusable)
        fputs("\n  nothing was refused: what a rule denies went on (--enforce=shim refuses it)\n",
              paint->out);
    if (verdict->enforce == CT_ENFORCE_KERNEL)
        fputs(
            "\n  what the kernel's filter refused past the library is known to the program alone\n",
            paint->out);
}

void ct_verdict_write(const struct ct_paint *paint, const struct ct_verdict *verdict) {
    first_line(paint, verdict);
    matches(paint, verdict);
    enforcement(paint, verdict);
    unseen(paint, verdict, false);
    unseen(paint, verdict, true);
    if (verdict->note_count)
        fputs("\n  left to the library, since no filter in the kernel can say it\n", paint->out);
    for (size_t i = 0; i < verdict->note_count; i++) {
        ct_paint_spaces(paint, 10);
        ct_paint_text(paint, verdict->notes[i], 4096);
        fputc('\n', paint->out);
    }
    if (verdict->gone)
        fprintf(paint->out, "\n  %zu entr%s of the baseline did not occur\n", verdict->gone,
                verdict->gone == 1 ? "y" : "ies");
    if (verdict->violations || verdict->uncovered) {
        fputs("\n  ", paint->out);
        ending(paint, &verdict->ending);
        fputc('\n', paint->out);
    }
}
