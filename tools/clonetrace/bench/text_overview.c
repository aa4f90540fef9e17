// SPDX-License-Identifier: MIT
// Medians against memory at one glance: what each method costs a parent that grows.
#include <string.h>

#include "clonetrace/bench/cell.h"
#include "clonetrace/bench/ratio.h"
#include "clonetrace/bench/room.h"
#include "clonetrace/bench/text.h"

enum { NAME = 27, NUMBER = 9, MOST = 20 };

static bool plain_state(const struct ct_bench_condition *condition) {
    return condition->pages == CT_BENCH_SMALL && condition->sharing == CT_BENCH_PRIVATE_ANON &&
           condition->writer == CT_BENCH_NOBODY && !condition->threads && !condition->mappings &&
           !condition->descriptors;
}

static const struct ct_bench_series *find(const struct ct_bench_result *result, int method,
                                          int then, uint64_t memory) {
    for (size_t i = 0; i < result->count; i++) {
        const struct ct_bench_point *point = &result->points[i];
        const struct ct_bench_condition *asked = &point->condition;

        if ((int)asked->method == method && (int)asked->then == then && asked->memory == memory &&
            plain_state(asked) && ct_text_headline(point)->count)
            return ct_text_headline(point);
    }
    return NULL;
}

// Sizes in ascending order; returns how many.
static unsigned sizes_of(const struct ct_bench_result *result, uint64_t sizes[MOST]) {
    unsigned count = 0;

    for (size_t i = 0; i < result->count; i++) {
        uint64_t size = result->points[i].condition.memory;
        unsigned at = 0;

        while (at < count && sizes[at] < size)
            at++;
        if (!plain_state(&result->points[i].condition) || count == MOST ||
            (at < count && sizes[at] == size))
            continue;
        memmove(&sizes[at + 1], &sizes[at], (count++ - at) * sizeof *sizes);
        sizes[at] = size;
    }
    return count;
}

static void put_row(const struct ct_paint *paint, const struct ct_bench_result *result, int method,
                    int then, const uint64_t *sizes, unsigned count) {
    char cell[CT_CELL];
    unsigned found = 0;

    for (unsigned i = 0; i < count; i++)
        found += find(result, method, then, sizes[i]) != NULL;
    if (found < 2)
        return;
    snprintf(cell, sizeof cell, "%s, %s", ct_bench_method_name((enum ct_bench_method)method),
             ct_bench_then_name((enum ct_bench_then)then));
    fprintf(paint->out, "  %-*s", NAME, cell);
    for (unsigned i = 0; i < count; i++) {
        const struct ct_bench_series *series = find(result, method, then, sizes[i]);

        ct_cell_right(paint, NUMBER, series ? ct_cell_time(cell, series->median) : "-");
    }
    putc('\n', paint->out);
}

// The ratio at one size, or half of its interval.
static const char *ratio_cell(char text[CT_CELL], const struct ct_bench_result *result,
                              uint64_t size, bool half) {
    const struct ct_bench_series *fork = find(result, CT_BENCH_FORK, CT_BENCH_EXEC_STATIC, size),
                                 *spawn =
                                     find(result, CT_BENCH_POSIX_SPAWN, CT_BENCH_EXEC_STATIC, size);
    struct ct_bench_ratio ratio;

    if (!fork || !spawn || !ct_bench_ratio_find(&ratio, fork, spawn))
        return "-";
    return half ? ct_cell_half(text, ratio.low, ratio.times, ratio.high)
                : ct_cell_times(text, ratio.times);
}

static void put_ratio(const struct ct_paint *paint, const struct ct_bench_result *result,
                      const uint64_t *sizes, unsigned count) {
    static const char *const names[] = {"fork to posix_spawn, static", "  +/-"};
    char cell[CT_CELL];

    if (!find(result, CT_BENCH_FORK, CT_BENCH_EXEC_STATIC, sizes[0]) ||
        !find(result, CT_BENCH_POSIX_SPAWN, CT_BENCH_EXEC_STATIC, sizes[0]))
        return;
    ct_paint_style(paint, CT_STYLE_DIM);
    for (int half = 0; half < 2; half++) {
        fprintf(paint->out, "  %-*s", NAME, names[half]);
        for (unsigned i = 0; i < count; i++)
            ct_cell_right(paint, NUMBER, ratio_cell(cell, result, sizes[i], half));
        putc('\n', paint->out);
    }
    ct_paint_style(paint, CT_STYLE_PLAIN);
}

void ct_text_overview(const struct ct_paint *paint, const struct ct_bench_result *result) {
    uint64_t sizes[MOST];
    unsigned count = sizes_of(result, sizes), room = (paint->width - NAME - 2) / NUMBER;
    const uint64_t *first = sizes;
    char bytes[CT_BENCH_BYTES];

    if (count < 2)
        return;
    if (count > room) { // the largest tell most
        first += count - room;
        count = room;
    }
    ct_cell_title(paint, "Against memory that the parent has written: medians");
    ct_paint_style(paint, CT_STYLE_DIM);
    fprintf(paint->out, "  %-*s", NAME, "exit: reaped; exec: it runs");
    for (unsigned i = 0; i < count; i++)
        ct_cell_right(paint, NUMBER, first[i] ? ct_bench_bytes(bytes, first[i]) : "0");
    ct_paint_style(paint, CT_STYLE_PLAIN);
    putc('\n', paint->out);
    for (int then = 0; then < CT_BENCH_THENS; then++)
        for (int method = 0; method < CT_BENCH_METHODS; method++)
            put_row(paint, result, method, then, first, count);
    put_ratio(paint, result, first, count);
}
