// SPDX-License-Identifier: MIT
// What changed between two results, for people: only what chance does not explain, and what makes
// the two hard to compare.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "clonetrace/bench/cell.h"
#include "clonetrace/bench/compare.h"
#include "clonetrace/cli/fail.h"

enum { NUMBER = 9, PERCENT = 9, RANGE = 18, FIXED = 2 + 2 * NUMBER + PERCENT + RANGE + 13 };

static void warn(const struct ct_paint *paint, const char *what, const char *before,
                 const char *after) {
    before = before ? before : "";
    after = after ? after : "";
    if (!strcmp(before, after))
        return;
    ct_paint_style(paint, CT_STYLE_WARN);
    fprintf(paint->out, "  differs: %s: ", what);
    ct_paint_text(paint, *before ? before : "not known", paint->width / 2 - 20);
    fputs(" -> ", paint->out);
    ct_paint_text(paint, *after ? after : "not known", paint->width / 2 - 10);
    ct_paint_style(paint, CT_STYLE_PLAIN);
    putc('\n', paint->out);
}

static void warn_number(const struct ct_paint *paint, const char *what, double before,
                        double after) {
    char *old = ct_format("%.4g", before), *new = ct_format("%.4g", after);

    warn(paint, what, old, new);
    free(old);
    free(new);
}

static void put_differences(const struct ct_paint *paint,
                            const struct ct_bench_comparison *comparison) {
    const struct ct_bench_machine *old = &comparison->before->machine,
                                  *new = &comparison->after->machine;

    warn(paint, "machine", old->hostname_hash, new->hostname_hash);
    warn(paint, "kernel", old->kernel, new->kernel);
    warn(paint, "CPU", old->cpu, new->cpu);
    warn(paint, "C library", old->libc, new->libc);
    warn(paint, "THP", old->thp, new->thp);
    warn(paint, "overcommit", old->overcommit, new->overcommit);
    warn(paint, "governor", old->governor, new->governor);
    warn(paint, "mitigations", old->mitigations, new->mitigations);
    warn_number(paint, "CPUs online", old->cpus, new->cpus);
    warn(paint, "pinned", old->pinned < 0 ? "no" : "yes", new->pinned < 0 ? "no" : "yes");
    if (fabs(comparison->before->load_before - comparison->after->load_before) > 0.5)
        warn_number(paint, "load", comparison->before->load_before, comparison->after->load_before);
    warn(paint, "ended early", comparison->before->partial ? "yes" : "no",
         comparison->after->partial ? "yes" : "no");
}

static void put_heads(const struct ct_paint *paint) {
    ct_paint_style(paint, CT_STYLE_DIM);
    fputs("  ", paint->out);
    ct_cell_left(paint, paint->width - FIXED, "");
    fprintf(paint->out, "%-13s%*s%*s%*s%*s\n", "", NUMBER, "old", NUMBER, "new", PERCENT, "change",
            RANGE, "95 % interval");
    ct_paint_style(paint, CT_STYLE_PLAIN);
}

static void put_change(const struct ct_paint *paint, const struct ct_bench_change *change) {
    const struct ct_difference *difference = &change->difference;
    char before[CT_CELL], after[CT_CELL], range[48];
    char *name =
        change->point ? ct_cell_condition(&change->point->condition) : ct_format("without fork");

    snprintf(range, sizeof range, "%+.1f to %+.1f %%", 100 * (difference->low - 1),
             100 * (difference->high - 1));
    fputs("  ", paint->out);
    ct_cell_left(paint, paint->width - FIXED, name);
    fprintf(paint->out, "%-13s",
            change->point ? ct_bench_metric_name((enum ct_bench_metric)change->which)
                          : ct_bench_plain_name((enum ct_bench_plain)change->which));
    ct_cell_right(paint, NUMBER, ct_cell_time(before, change->before));
    ct_cell_right(paint, NUMBER, ct_cell_time(after, change->after));
    ct_paint_style(paint, difference->ratio > 1 ? CT_STYLE_BAD : CT_STYLE_GOOD);
    fprintf(paint->out, "%+*.1f %%", PERCENT - 2, 100 * (difference->ratio - 1));
    ct_paint_style(paint, CT_STYLE_PLAIN);
    ct_cell_right(paint, RANGE, range);
    putc('\n', paint->out);
    free(name);
}

void ct_bench_compare_text(const struct ct_paint *paint,
                           const struct ct_bench_comparison *comparison) {
    ct_paint_style(paint, CT_STYLE_TITLE);
    if (comparison->significant)
        fprintf(paint->out, "%zu of %zu times changed\n", comparison->significant,
                comparison->count);
    else if (!comparison->count)
        fputs("Nothing could be compared\n", paint->out);
    else
        fprintf(paint->out, "None of %zu times changed significantly\n", comparison->count);
    ct_paint_style(paint, CT_STYLE_PLAIN);
    put_differences(paint, comparison);
    if (comparison->significant)
        put_heads(paint);
    for (size_t i = 0; i < comparison->count; i++)
        if (comparison->changes[i].significant)
            put_change(paint, &comparison->changes[i]);
    if (comparison->only_before || comparison->only_after)
        ct_cell_line(paint, 2,
                     "not compared: points in one result only, %zu in the old and %zu in "
                     "the new one",
                     comparison->only_before, comparison->only_after);
    if (comparison->few)
        ct_cell_line(paint, 2, "not compared: %zu times of fewer than three rounds",
                     comparison->few);
    if (comparison->count)
        ct_cell_line(paint, 2,
                     "all of them together: %+.1f %% in the median; a change that all share can be "
                     "the machine's state rather than what was changed",
                     100 * (comparison->drift - 1));
    ct_cell_line(paint, 2,
                 "changed: more than %g %%, and by chance once in 20 such comparisons at most "
                 "(Welch's test on rounds, Holm's correction)",
                 100 * comparison->floor);
}
