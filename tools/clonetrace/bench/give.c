// SPDX-License-Identifier: MIT
// Gives out a result: the table on stdout, files where they were asked for.
#include "clonetrace/bench/give.h"

#include <stdio.h>

static void print_condition(const struct ct_bench_condition *point) {
    char memory[CT_BENCH_BYTES];

    printf("%s, %s", ct_bench_method_name(point->method), ct_bench_then_name(point->then));
    if (point->memory)
        printf(", %s %s %s", ct_bench_bytes(memory, point->memory),
               ct_bench_pages_name(point->pages), ct_bench_sharing_name(point->sharing));
    if (point->threads)
        printf(", %u threads", point->threads);
    if (point->mappings)
        printf(", %u mappings", point->mappings);
    if (point->descriptors)
        printf(", %u descriptors", point->descriptors);
    if (point->writer != CT_BENCH_NOBODY)
        printf(", the %s writes %g%% of the pages", ct_bench_writer_name(point->writer),
               point->written * 100);
    putchar('\n');
}

void ct_bench_give_plan(const struct ct_bench_plan *plan) {
    char memory[CT_BENCH_BYTES];

    for (size_t i = 0; i < plan->count; i++)
        print_condition(&plan->points[i]);
    if (plan->plain)
        printf("plain writes to %s: first touch, again, once a child is gone, splits of huge "
               "pages\n",
               ct_bench_bytes(memory, plan->plain));
}

int ct_bench_give(struct ct_bench_result *result, const struct ct_bench_asked *asked) {
    for (size_t i = 0; i < result->count; i++) {
        const struct ct_bench_point *point = &result->points[i];

        print_condition(&point->condition);
        if (point->note)
            printf("    %s\n", point->note);
        for (int metric = 0; metric < CT_BENCH_METRICS; metric++) {
            const struct ct_bench_series *series = &point->series[metric];

            if (series->count)
                printf("    %-14s %12.1f [%.1f, %.1f] p99 %.1f, %zu samples, %zu outliers\n",
                       ct_bench_metric_name(metric), series->median, series->low, series->high,
                       series->p99, series->count, series->outliers);
        }
    }
    return 0;
}
