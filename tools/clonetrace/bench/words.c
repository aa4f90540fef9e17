// SPDX-License-Identifier: MIT
// What a number means, in words: the same in the picture, the page and its tables.
#include "clonetrace/bench/words.h"

#include <stdio.h>
#include <stdlib.h>

#include "clonetrace/cli/fail.h"

const char *ct_bench_metric_words(enum ct_bench_metric metric) {
    static const char *const words[CT_BENCH_METRICS] = {
        "until the call returns",
        "until the child runs",
        "until the new program runs",
        "until the child is reaped",
        "for the tear-down of the copied address space",
        "for each page written after the call",
        "page faults of the parent",
        "page faults of the child",
        "processor cycles",
        "TLB misses",
    };

    return words[metric];
}

const char *ct_bench_pages_words(enum ct_bench_pages pages) {
    static const char *const words[] = {"4 KiB pages", "transparent huge pages", "hugetlb pages"};

    return words[pages];
}

const char *ct_bench_sharing_words(enum ct_bench_sharing sharing) {
    static const char *const words[] = {"private", "private file", "shared"};

    return words[sharing];
}

const char *ct_bench_then_words(enum ct_bench_then then) {
    static const char *const words[CT_BENCH_THENS] = {"exit", "static exec", "dynamic exec"};

    return words[then];
}

const char *ct_bench_plain_words(enum ct_bench_plain plain) {
    static const char *const words[CT_BENCH_PLAINS] = {
        "plain write",
        "first touch of a new page",
        "reuse, the other process gone",
        "split of a huge page",
    };

    return words[plain];
}

const char *ct_bench_along_words(enum ct_bench_along along) {
    static const char *const words[CT_BENCH_ALONGS] = {
        "memory that the parent has written",
        "idle threads of the parent",
        "mappings of the parent",
        "open descriptors of the parent",
    };

    return words[along];
}

enum ct_bench_unit ct_bench_along_unit(enum ct_bench_along along) {
    return along == CT_BENCH_ALONG_MEMORY ? CT_BENCH_UNIT_BYTES : CT_BENCH_UNIT_PLAIN;
}

const char *ct_bench_line_words(char text[CT_BENCH_LINE_TEXT],
                                const struct ct_bench_condition *condition) {
    const char *method = ct_bench_method_name(condition->method);
    bool alone = condition->method >= CT_BENCH_SYSTEM && condition->then == CT_BENCH_EXIT;

    if (alone)
        snprintf(text, CT_BENCH_LINE_TEXT, "%s", method);
    else
        snprintf(text, CT_BENCH_LINE_TEXT, "%s + %s", method, ct_bench_then_words(condition->then));
    return text;
}

char *ct_bench_series_words(const struct ct_bench_series *series, enum ct_bench_unit unit) {
    char median[CT_BENCH_UNIT_TEXT], low[CT_BENCH_UNIT_TEXT], high[CT_BENCH_UNIT_TEXT],
        p99[CT_BENCH_UNIT_TEXT], samples[CT_BENCH_UNIT_TEXT], far[CT_BENCH_UNIT_TEXT];

    return ct_format("median %s\n95 %% interval %s to %s\np99 %s\n%s sample%s, %s far out",
                     ct_bench_unit_text(median, unit, series->median),
                     ct_bench_unit_text(low, unit, series->low),
                     ct_bench_unit_text(high, unit, series->high),
                     ct_bench_unit_text(p99, unit, series->p99),
                     ct_bench_unit_round(samples, CT_BENCH_UNIT_PLAIN, (double)series->count),
                     series->count == 1 ? "" : "s",
                     ct_bench_unit_round(far, CT_BENCH_UNIT_PLAIN, (double)series->outliers));
}

// What a point really got, beside what it was asked for.
static char *obtained_words(const struct ct_bench_obtained *got) {
    char rss[CT_BENCH_UNIT_TEXT], thp[CT_BENCH_UNIT_TEXT], huge[CT_BENCH_UNIT_TEXT],
        tables[CT_BENCH_UNIT_TEXT];

    return ct_format(
        "got: %s resident, %s in THP, %s in hugetlb, %s of page tables, %u mappings, %u "
        "descriptors, %u thread%s",
        ct_bench_unit_text(rss, CT_BENCH_UNIT_BYTES, (double)got->rss_bytes),
        ct_bench_unit_text(thp, CT_BENCH_UNIT_BYTES, (double)got->thp_bytes),
        ct_bench_unit_text(huge, CT_BENCH_UNIT_BYTES, (double)got->hugetlb_bytes),
        ct_bench_unit_text(tables, CT_BENCH_UNIT_BYTES, (double)got->pte_bytes), got->mappings,
        got->descriptors, got->threads, got->threads == 1 ? "" : "s");
}

char *ct_bench_point_words(const struct ct_bench_point *point, enum ct_bench_metric metric) {
    const struct ct_bench_slice own = {.along = CT_BENCH_ALONGS, .condition = point->condition};
    char line[CT_BENCH_LINE_TEXT], condition[CT_BENCH_SLICE_TEXT];
    char *series = ct_bench_series_words(&point->series[metric], ct_bench_metric_unit(metric));
    char *got = obtained_words(&point->obtained);
    char *text = ct_format("%s, %s\n%s\n%s\n%s%s%s", ct_bench_line_words(line, &point->condition),
                           ct_bench_metric_words(metric), ct_bench_slice_text(condition, &own),
                           series, got, point->note ? "\n" : "", point->note ? point->note : "");

    free(series);
    free(got);
    return text;
}
