// SPDX-License-Identifier: MIT
// What writing a page costs before and after a fork, collected from a result.
#include "clonetrace/bench/bars.h"

#include <math.h>
#include <stdlib.h>

#include "clonetrace/bench/words.h"
#include "clonetrace/cli/fail.h"

static void add(struct ct_bench_bars *bars, const struct ct_bench_series *series,
                struct ct_bench_bar bar) {
    bar.value = series->median;
    bar.low = isfinite(series->low) ? series->low : series->median;
    bar.high = isfinite(series->high) ? series->high : series->median;
    bars->list[bars->count++] = bar;
}

static bool measured(const struct ct_bench_series *series) {
    return series->count && isfinite(series->median);
}

static void add_plain(struct ct_bench_bars *bars, const struct ct_bench_result *result,
                      enum ct_bench_plain plain) {
    const struct ct_bench_series *series = &result->plain[plain];
    char *words;

    if (!measured(series))
        return;
    words = ct_bench_series_words(series, CT_BENCH_UNIT_NS);
    add(bars, series,
        (struct ct_bench_bar){
            .name = ct_format("%s", ct_bench_plain_words(plain)),
            .beside = ct_format("%s", ""),
            .words = ct_format("%s\n%s", ct_bench_plain_words(plain), words),
            .point = -1,
        });
    free(words);
}

// How often as much as a first touch costs.
static char *beside(const struct ct_bench_result *result, double value) {
    const struct ct_bench_series *touch = &result->plain[CT_BENCH_FIRST_TOUCH];

    if (!measured(touch) || touch->median <= 0)
        return ct_format("%s", "");
    return ct_format("(%.2f × first touch)", value / touch->median);
}

static bool alike(const struct ct_bench_condition *one, const struct ct_bench_condition *other) {
    return one->method == other->method && one->pages == other->pages &&
           one->sharing == other->sharing && one->writer == other->writer &&
           one->written == other->written;
}

// Whether no other point alike has more memory, or comes first with as much.
static bool is_largest(const struct ct_bench_result *result, size_t index) {
    const struct ct_bench_condition *own = &result->points[index].condition;

    for (size_t i = 0; i < result->count; i++) {
        const struct ct_bench_condition *other = &result->points[i].condition;

        if (i != index && measured(&result->points[i].series[CT_BENCH_WRITE_PAGE]) &&
            alike(own, other) &&
            (other->memory > own->memory || (other->memory == own->memory && i < index)))
            return false;
    }
    return true;
}

static void add_point(struct ct_bench_bars *bars, const struct ct_bench_result *result,
                      size_t index) {
    const struct ct_bench_point *point = &result->points[index];
    const struct ct_bench_condition *condition = &point->condition;
    const struct ct_bench_series *series = &point->series[CT_BENCH_WRITE_PAGE];
    char memory[CT_BENCH_UNIT_TEXT];

    add(bars, series,
        (struct ct_bench_bar){
            .name = ct_format(
                "%s writes %.3g %% of %s%s%s", ct_bench_writer_name(condition->writer),
                100 * condition->written,
                ct_bench_unit_round(memory, CT_BENCH_UNIT_BYTES, (double)condition->memory),
                condition->pages == CT_BENCH_SMALL ? "" : ", ",
                condition->pages == CT_BENCH_SMALL ? "" : ct_bench_pages_name(condition->pages)),
            .beside = beside(result, series->median),
            .words = ct_bench_point_words(point, CT_BENCH_WRITE_PAGE),
            .point = (int)index,
            .writer = condition->writer,
        });
}

void ct_bench_bars_init(struct ct_bench_bars *bars, const struct ct_bench_result *result) {
    bars->list = ct_alloc((result->count + CT_BENCH_PLAINS) * sizeof *bars->list);
    bars->count = 0;
    for (int plain = 0; plain < CT_BENCH_PLAINS; plain++)
        add_plain(bars, result, plain);
    for (int writer = 0; writer <= CT_BENCH_PARENT; writer++) {
        for (size_t i = 0; i < result->count; i++) {
            const struct ct_bench_point *point = &result->points[i];

            if ((int)point->condition.writer == writer &&
                measured(&point->series[CT_BENCH_WRITE_PAGE]) && is_largest(result, i))
                add_point(bars, result, i);
        }
    }
}

void ct_bench_bars_finish(struct ct_bench_bars *bars) {
    for (size_t i = 0; i < bars->count; i++) {
        free(bars->list[i].name);
        free(bars->list[i].beside);
        free(bars->list[i].words);
    }
    free(bars->list);
    *bars = (struct ct_bench_bars){0};
}
