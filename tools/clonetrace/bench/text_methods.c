// SPDX-License-Identifier: MIT
// Methods against each other, a table for each state of the parent, with what the process really
// had.
#include <stdlib.h>
#include <string.h>

#include "clonetrace/bench/cell.h"
#include "clonetrace/bench/ratio.h"
#include "clonetrace/bench/room.h"
#include "clonetrace/bench/text.h"

enum { NAME = 16, NUMBER = 9, SPREAD = 7, P99 = 8, FAR = 4, RATIO = 7, SPLIT = 8, WIDE = 100 };

// The points of one state: a table.
struct group {
    const struct ct_bench_result *result;
    const struct ct_bench_condition *state;
};

static bool belongs(const struct group *group, const struct ct_bench_point *point) {
    const struct ct_bench_condition *a = group->state, *b = &point->condition;

    return b->writer == CT_BENCH_NOBODY && a->memory == b->memory && a->pages == b->pages &&
           a->sharing == b->sharing && a->threads == b->threads && a->mappings == b->mappings &&
           a->descriptors == b->descriptors;
}

const struct ct_bench_series *ct_text_headline(const struct ct_bench_point *point) {
    enum ct_bench_metric metric =
        point->condition.then == CT_BENCH_EXIT ? CT_BENCH_REAPED : CT_BENCH_PROGRAM_RUNS;
    const struct ct_bench_series *series = &point->series[metric];

    return series->count ? series : &point->series[CT_BENCH_CALL];
}

void ct_text_summary_heads(const struct ct_paint *paint) {
    ct_cell_right(paint, NUMBER, "median");
    ct_cell_right(paint, SPREAD - 1, "+/-");
    ct_cell_right(paint, P99 + 1, "p99");
    ct_cell_right(paint, FAR, "far");
}

void ct_text_summary(const struct ct_paint *paint, const struct ct_bench_series *series,
                     double precision) {
    bool wide = series->high - series->low > 2 * precision * series->median;
    char cell[CT_CELL];

    ct_cell_right(paint, NUMBER, ct_cell_time(cell, series->median));
    if (wide)
        ct_paint_style(paint, CT_STYLE_WARN);
    ct_cell_right(paint, SPREAD - 1, ct_cell_spread(cell, series));
    putc(wide ? '!' : ' ', paint->out);
    if (wide)
        ct_paint_style(paint, CT_STYLE_PLAIN);
    ct_cell_right(paint, P99, ct_cell_time(cell, series->p99));
    snprintf(cell, sizeof cell, "%zu", series->outliers);
    ct_cell_right(paint, FAR, cell);
}

static void put_time(const struct ct_paint *paint, unsigned width,
                     const struct ct_bench_series *series) {
    char cell[CT_CELL];

    ct_cell_right(paint, width, series->count ? ct_cell_time(cell, series->median) : "-");
}

static void put_faults(const struct ct_paint *paint, const struct ct_bench_point *point) {
    const struct ct_bench_series *parent = &point->series[CT_BENCH_PARENT_FAULTS],
                                 *child = &point->series[CT_BENCH_CHILD_FAULTS];
    char cell[CT_CELL] = "-";

    if (parent->count && child->count)
        snprintf(cell, sizeof cell, "%.0f+%.0f", parent->median, child->median);
    ct_cell_right(paint, SPLIT, cell);
}

static void put_split_heads(const struct ct_paint *paint) {
    static const char *const heads[] = {"call", "child", "reaped", "teardown", "faults"};

    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        ct_cell_right(paint, i == 3 ? NUMBER : SPLIT, heads[i]);
}

static void put_split(const struct ct_paint *paint, const struct ct_bench_point *point) {
    static const enum ct_bench_metric metrics[] = {CT_BENCH_CALL, CT_BENCH_CHILD_RUNS,
                                                   CT_BENCH_REAPED, CT_BENCH_TEARDOWN};

    for (size_t i = 0; i < sizeof metrics / sizeof *metrics; i++)
        put_time(paint, i == 3 ? NUMBER : SPLIT, &point->series[metrics[i]]);
    put_faults(paint, point);
}

static void put_name(const struct ct_paint *paint, const char *name) {
    fputs("  ", paint->out);
    ct_cell_left(paint, NAME, name);
}

static void put_ratio(const struct ct_paint *paint, const struct ct_bench_series *series,
                      const struct ct_bench_series *cheapest) {
    struct ct_bench_ratio ratio;
    char cell[CT_CELL];

    ct_cell_right(paint, RATIO, ct_cell_times(cell, series->median / cheapest->median));
    if (series != cheapest && ct_bench_ratio_find(&ratio, series, cheapest))
        ct_cell_right(paint, SPREAD - 1, ct_cell_half(cell, ratio.low, ratio.times, ratio.high));
    else
        ct_cell_right(paint, SPREAD - 1, "");
}

static void put_row(const struct ct_paint *paint, const struct group *group,
                    const struct ct_bench_point *point, const struct ct_bench_series *cheapest) {
    const struct ct_bench_series *series = ct_text_headline(point);

    put_name(paint, ct_bench_method_name(point->condition.method));
    if (!series->count) {
        fputs("not measured: ", paint->out);
        ct_paint_text(paint, point->note ? point->note : "no time was left",
                      paint->width - NAME - 16);
        putc('\n', paint->out);
        return;
    }
    ct_text_summary(paint, series, group->result->precision);
    put_ratio(paint, series, cheapest);
    if (paint->width >= WIDE)
        put_split(paint, point);
    putc('\n', paint->out);
    if (point->note) {
        fputs("    ", paint->out);
        ct_paint_text(paint, point->note, paint->width - 4);
        putc('\n', paint->out);
    }
}

static const struct ct_bench_series *cheapest_of(const struct group *group, enum ct_bench_then then,
                                                 size_t *count) {
    const struct ct_bench_series *cheapest = NULL;

    *count = 0;
    for (size_t i = 0; i < group->result->count; i++) {
        const struct ct_bench_point *point = &group->result->points[i];
        const struct ct_bench_series *series = ct_text_headline(point);

        if (!belongs(group, point) || point->condition.then != then)
            continue;
        ++*count;
        if (series->count && series->median > 0 && (!cheapest || series->median < cheapest->median))
            cheapest = series;
    }
    return cheapest;
}

static void each_row(const struct ct_paint *paint, const struct group *group,
                     enum ct_bench_then then, const struct ct_bench_series *cheapest, bool split) {
    for (size_t i = 0; i < group->result->count; i++) {
        const struct ct_bench_point *point = &group->result->points[i];

        if (!belongs(group, point) || point->condition.then != then)
            continue;
        if (!split) {
            put_row(paint, group, point, cheapest);
        } else if (ct_text_headline(point)->count) {
            put_name(paint, ct_bench_method_name(point->condition.method));
            put_split(paint, point);
            putc('\n', paint->out);
        }
    }
}

static void put_then(const struct ct_paint *paint, const struct group *group,
                     enum ct_bench_then then) {
    static const char *const heads[CT_BENCH_THENS] = {"exit: reaped", "static: it runs",
                                                      "dynamic: it runs"};
    size_t count;
    const struct ct_bench_series *cheapest = cheapest_of(group, then, &count);

    if (!count)
        return;
    ct_paint_style(paint, CT_STYLE_DIM);
    put_name(paint, heads[then]);
    ct_text_summary_heads(paint);
    ct_cell_right(paint, RATIO, "ratio");
    ct_cell_right(paint, SPREAD - 1, "+/-");
    if (paint->width >= WIDE)
        put_split_heads(paint);
    ct_paint_style(paint, CT_STYLE_PLAIN);
    putc('\n', paint->out);
    each_row(paint, group, then, cheapest, false);
    if (paint->width >= WIDE)
        return;
    ct_paint_style(paint, CT_STYLE_DIM);
    put_name(paint, "");
    put_split_heads(paint);
    ct_paint_style(paint, CT_STYLE_PLAIN);
    putc('\n', paint->out);
    each_row(paint, group, then, cheapest, true);
}

enum { RSS, THP, HUGETLB, PTE, MAPPINGS, DESCRIPTORS, THREADS, RANGES };

static void widen(uint64_t range[2], uint64_t value) {
    if (value < range[0])
        range[0] = value;
    if (value > range[1])
        range[1] = value;
}

// The least and the most that processes of a group had of each.
static void ranges_of(const struct group *group, uint64_t range[RANGES][2]) {
    for (int r = 0; r < RANGES; r++) {
        range[r][0] = UINT64_MAX;
        range[r][1] = 0;
    }
    for (size_t i = 0; i < group->result->count; i++) {
        const struct ct_bench_obtained *got = &group->result->points[i].obtained;
        const uint64_t values[RANGES] = {got->rss_bytes, got->thp_bytes, got->hugetlb_bytes,
                                         got->pte_bytes, got->mappings,  got->descriptors,
                                         got->threads};

        if (belongs(group, &group->result->points[i]) && got->rss_bytes)
            for (int r = 0; r < RANGES; r++)
                widen(range[r], values[r]);
    }
}

// "rss 65.6 MiB", or "rss 65.6 MiB to 66 MiB".
static void add_range(FILE *out, int which, const uint64_t range[2]) {
    static const char *const names[RANGES] = {"rss",      "THP",         "hugetlb", "page tables",
                                              "mappings", "descriptors", "threads"};
    char low[CT_BENCH_BYTES], high[CT_BENCH_BYTES];

    if (which >= MAPPINGS) {
        snprintf(low, sizeof low, "%llu", (unsigned long long)range[0]);
        snprintf(high, sizeof high, "%llu", (unsigned long long)range[1]);
    } else {
        ct_bench_bytes(low, range[0]);
        ct_bench_bytes(high, range[1]);
    }
    if (range[1] || which >= MAPPINGS)
        fprintf(out, "%s%s %s%s%s", which ? ", " : "had: ", names[which], low,
                strcmp(low, high) != 0 ? " to " : "", strcmp(low, high) != 0 ? high : "");
}

static void put_obtained(const struct ct_paint *paint, const struct group *group) {
    uint64_t range[RANGES][2];
    char *text = NULL;
    size_t len;
    FILE *out;

    ranges_of(group, range);
    if (!range[RSS][1] || !(out = open_memstream(&text, &len)))
        return;
    for (int r = 0; r < RANGES; r++)
        add_range(out, r, range[r]);
    fclose(out);
    ct_paint_style(paint, CT_STYLE_DIM);
    ct_cell_line(paint, 2, "%s", text);
    ct_paint_style(paint, CT_STYLE_PLAIN);
    free(text);
}

static void put_group(const struct ct_paint *paint, const struct group *group) {
    char *state = ct_cell_state(group->state);

    ct_cell_title(paint, state);
    free(state);
    put_obtained(paint, group);
    for (int then = 0; then < CT_BENCH_THENS; then++)
        put_then(paint, group, (enum ct_bench_then)then);
}

void ct_text_methods(const struct ct_paint *paint, const struct ct_bench_result *result) {
    for (size_t i = 0; i < result->count; i++) {
        struct group group = {result, &result->points[i].condition};
        size_t first = 0;

        while (!belongs(&group, &result->points[first]) && first < i)
            first++;
        if (first == i && group.state->writer == CT_BENCH_NOBODY)
            put_group(paint, &group);
    }
}
