// SPDX-License-Identifier: MIT
// A result for spreadsheets: summaries, no samples. Must not depend on the locale.
#include "clonetrace/bench/csv.h"

#include <inttypes.h>
#include <string.h>

#include "clonetrace/bench/number.h"

static const char header[] =
    "method,then,memory,pages,sharing,threads,mappings,descriptors,writer,written,"
    "rss_bytes,thp_bytes,hugetlb_bytes,pte_bytes,got_mappings,got_descriptors,got_threads,"
    "metric,samples,median,low,high,p99,outliers,note\n";

#define CONDITION_BLANK ",,,,,,,,,,,,,,,,,"

static void text(FILE *out, const char *value) {
    if (!value)
        return;
    if (!strpbrk(value, ",\"\r\n")) {
        fputs(value, out);
        return;
    }
    putc('"', out);
    for (; *value; value++) {
        if (*value == '"')
            putc('"', out);
        putc(*value, out);
    }
    putc('"', out);
}

static void condition(FILE *out, const struct ct_bench_point *point) {
    const struct ct_bench_condition *asked = &point->condition;
    const struct ct_bench_obtained *got = &point->obtained;

    fprintf(out, "%s,%s,%" PRIu64 ",%s,%s,%u,%u,%u,%s,", ct_bench_method_name(asked->method),
            ct_bench_then_name(asked->then), asked->memory, ct_bench_pages_name(asked->pages),
            ct_bench_sharing_name(asked->sharing), asked->threads, asked->mappings,
            asked->descriptors, ct_bench_writer_name(asked->writer));
    ct_bench_number_write(out, asked->written);
    fprintf(out, ",%" PRIu64 ",%" PRIu64 ",%" PRIu64 ",%" PRIu64 ",%u,%u,%u,", got->rss_bytes,
            got->thp_bytes, got->hugetlb_bytes, got->pte_bytes, got->mappings, got->descriptors,
            got->threads);
}

static void summary(FILE *out, const char *name, const struct ct_bench_series *series,
                    const char *note) {
    const double numbers[] = {series->median, series->low, series->high, series->p99};

    fprintf(out, "%s,%zu,", name, series->count);
    for (int i = 0; i < 4; i++) {
        ct_bench_number_write(out, numbers[i]);
        putc(',', out);
    }
    fprintf(out, "%zu,", series->outliers);
    text(out, note);
    putc('\n', out);
}

static void write_point(FILE *out, const struct ct_bench_point *point) {
    bool measured = false;

    for (int metric = 0; metric < CT_BENCH_METRICS; metric++) {
        if (!point->series[metric].count)
            continue;
        measured = true;
        condition(out, point);
        summary(out, ct_bench_metric_name(metric), &point->series[metric], point->note);
    }
    if (measured)
        return;
    condition(out, point);
    fputs(",0,,,,,0,", out);
    text(out, point->note);
    putc('\n', out);
}

void ct_bench_csv_write(FILE *out, const struct ct_bench_result *result) {
    fputs(header, out);
    for (size_t i = 0; i < result->count; i++)
        write_point(out, &result->points[i]);
    for (int plain = 0; plain < CT_BENCH_PLAINS; plain++) {
        if (!result->plain[plain].count)
            continue;
        fputs(CONDITION_BLANK, out);
        summary(out, ct_bench_plain_name(plain), &result->plain[plain], NULL);
    }
}
