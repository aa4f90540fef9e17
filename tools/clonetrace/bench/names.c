// SPDX-License-Identifier: MIT
// The words for what is measured, the same on the command line, in tables and in files; and the end
// of a result.
#include "clonetrace/bench/result.h"

#include <stdlib.h>

const char *ct_bench_method_name(enum ct_bench_method method) {
    static const char *const names[CT_BENCH_METHODS] = {
        "fork",        "_Fork",  "vfork", "clone",          "clone3",
        "posix_spawn", "system", "popen", "pthread_create",
    };

    return names[method];
}

const char *ct_bench_then_name(enum ct_bench_then then) {
    static const char *const names[CT_BENCH_THENS] = {"exit", "exec-static", "exec-dynamic"};

    return names[then];
}

const char *ct_bench_pages_name(enum ct_bench_pages pages) {
    static const char *const names[] = {"small", "thp", "hugetlb"};

    return names[pages];
}

const char *ct_bench_sharing_name(enum ct_bench_sharing sharing) {
    static const char *const names[] = {"private", "private-file", "shared"};

    return names[sharing];
}

const char *ct_bench_writer_name(enum ct_bench_writer writer) {
    static const char *const names[] = {"nobody", "child", "parent"};

    return names[writer];
}

const char *ct_bench_metric_name(enum ct_bench_metric metric) {
    static const char *const names[CT_BENCH_METRICS] = {
        "call",       "child-runs",    "program-runs", "reaped", "teardown",
        "write-page", "parent-faults", "child-faults", "cycles", "tlb-misses",
    };

    return names[metric];
}

const char *ct_bench_plain_name(enum ct_bench_plain plain) {
    static const char *const names[CT_BENCH_PLAINS] = {"plain-write", "first-touch", "reuse",
                                                       "thp-split"};

    return names[plain];
}

static void finish_series(struct ct_bench_series *series) {
    free(series->samples);
    free(series->rounds);
    *series = (struct ct_bench_series){0};
}

static void finish_machine(struct ct_bench_machine *machine) {
    char *const texts[] = {machine->kernel,        machine->cpu,      machine->thp,
                           machine->overcommit,    machine->libc,     machine->mitigations,
                           machine->hostname_hash, machine->governor, machine->notes};

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        free(texts[i]);
}

void ct_bench_result_finish(struct ct_bench_result *result) {
    for (size_t i = 0; i < result->count; i++) {
        for (int metric = 0; metric < CT_BENCH_METRICS; metric++)
            finish_series(&result->points[i].series[metric]);
        free(result->points[i].note);
    }
    for (int plain = 0; plain < CT_BENCH_PLAINS; plain++)
        finish_series(&result->plain[plain]);
    finish_machine(&result->machine);
    free(result->points);
    *result = (struct ct_bench_result){0};
}
