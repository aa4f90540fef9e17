// SPDX-License-Identifier: MIT
// Which points of a result belong into one plot.
#include "clonetrace/bench/slice.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clonetrace/bench/words.h"
#include "clonetrace/cli/fail.h"

double ct_bench_along_value(const struct ct_bench_condition *condition, enum ct_bench_along along) {
    switch (along) {
    case CT_BENCH_ALONG_THREADS:
        return condition->threads;
    case CT_BENCH_ALONG_MAPPINGS:
        return condition->mappings;
    case CT_BENCH_ALONG_DESCRIPTORS:
        return condition->descriptors;
    default:
        return (double)condition->memory;
    }
}

bool ct_bench_slice_holds(const struct ct_bench_slice *slice,
                          const struct ct_bench_condition *condition) {
    const struct ct_bench_condition *base = &slice->condition;

    for (int along = 0; along < CT_BENCH_ALONGS; along++) {
        if (along != (int)slice->along &&
            ct_bench_along_value(base, along) != ct_bench_along_value(condition, along))
            return false;
    }
    return base->pages == condition->pages && base->sharing == condition->sharing &&
           base->writer == condition->writer && base->written == condition->written;
}

static void take(struct ct_bench_slice *slice, const struct ct_bench_condition *condition) {
    slice->points++;
    if (ct_bench_along_value(&slice->condition, slice->along) !=
        ct_bench_along_value(condition, slice->along))
        slice->wide = true;
}

// Stable where two have as many: the order of the result.
static void sort(struct ct_bench_slice *list, size_t count) {
    for (size_t i = 1; i < count; i++) {
        struct ct_bench_slice one = list[i];
        size_t at = i;

        for (; at && list[at - 1].points < one.points; at--)
            list[at] = list[at - 1];
        list[at] = one;
    }
}

static size_t keep_wide(struct ct_bench_slice *list, size_t count) {
    size_t kept = 0;

    for (size_t i = 0; i < count; i++) {
        if (list[i].wide)
            list[kept++] = list[i];
    }
    if (!kept && count && list->along == CT_BENCH_ALONG_MEMORY)
        kept = 1;
    return kept;
}

size_t ct_bench_slices(const struct ct_bench_result *result, enum ct_bench_along along,
                       struct ct_bench_slice **list) {
    struct ct_bench_slice *all = ct_alloc((result->count + 1) * sizeof *all);
    size_t count = 0;

    for (size_t i = 0; i < result->count; i++) {
        const struct ct_bench_condition *condition = &result->points[i].condition;
        size_t at = 0;

        while (at < count && !ct_bench_slice_holds(&all[at], condition))
            at++;
        if (at == count)
            all[count++] = (struct ct_bench_slice){.along = along, .condition = *condition};
        take(&all[at], condition);
    }
    sort(all, count);
    *list = all;
    return keep_wide(all, count);
}

static void append(char text[CT_BENCH_SLICE_TEXT], const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void append(char text[CT_BENCH_SLICE_TEXT], const char *format, ...) {
    size_t len = strlen(text);
    va_list args;

    va_start(args, format);
    vsnprintf(text + len, CT_BENCH_SLICE_TEXT - len, format, args);
    va_end(args);
}

static void append_count(char text[CT_BENCH_SLICE_TEXT], const char *word, unsigned count) {
    char number[CT_BENCH_UNIT_TEXT];

    if (count)
        append(text, ", %s more %s%s", ct_bench_unit_round(number, CT_BENCH_UNIT_PLAIN, count),
               word, count == 1 ? "" : "s");
}

const char *ct_bench_slice_text(char text[CT_BENCH_SLICE_TEXT],
                                const struct ct_bench_slice *slice) {
    const struct ct_bench_condition *base = &slice->condition;
    char memory[CT_BENCH_UNIT_TEXT];

    *text = '\0';
    append(text, "%s, %s", ct_bench_pages_words(base->pages),
           ct_bench_sharing_words(base->sharing));
    if (slice->along != CT_BENCH_ALONG_MEMORY)
        append(text, ", %s dirty",
               ct_bench_unit_round(memory, CT_BENCH_UNIT_BYTES, (double)base->memory));
    if (slice->along != CT_BENCH_ALONG_THREADS)
        append_count(text, "thread", base->threads);
    if (slice->along != CT_BENCH_ALONG_MAPPINGS)
        append_count(text, "mapping", base->mappings);
    if (slice->along != CT_BENCH_ALONG_DESCRIPTORS)
        append_count(text, "descriptor", base->descriptors);
    if (base->writer != CT_BENCH_NOBODY)
        append(text, ", %s writes %.3g %%", ct_bench_writer_name(base->writer),
               100 * base->written);
    return text;
}
