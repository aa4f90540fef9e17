// SPDX-License-Identifier: MIT
// Resident memory that a preload adds to a process: the worker's own account of itself in /proc,
// under each condition, before and after it has created something.
#include "memory.h"
#include "micro.h"

#include <err.h>
#include <stdio.h>
#include <string.h>

// The kernel maps pages of files in windows of 64 KiB, and where these begin is another in each
// process: Rss differs by more than a hundred KiB from one to the next, its mean over so many by a
// few.
#define PROCESSES 500
#define OPERATIONS 32

static const struct {
    const char *key;
    size_t offset;
} fields[] = {
    {"Rss", offsetof(struct bench_memory, rss)},
    {"Pss", offsetof(struct bench_memory, pss)},
    {"Private_Clean", offsetof(struct bench_memory, private_clean)},
    {"Private_Dirty", offsetof(struct bench_memory, private_dirty)},
};
#define FIELDS (sizeof(fields) / sizeof(fields[0]))

static double *field(struct bench_memory *memory, size_t i) {
    return (double *)((char *)memory + fields[i].offset);
}

static bool read_rollup(pid_t pid, struct bench_memory *memory) {
    char path[64], line[256], key[64];
    double kib;
    snprintf(path, sizeof(path), "/proc/%d/smaps_rollup", (int)pid);
    FILE *file = fopen(path, "r");
    if (!file)
        return false;
    while (fgets(line, sizeof(line), file))
        if (sscanf(line, "%63[A-Za-z_]: %lf kB", key, &kib) == 2)
            for (size_t i = 0; i < FIELDS; i++)
                if (strcmp(key, fields[i].key) == 0)
                    *field(memory, i) = kib;
    fclose(file);
    return memory->rss > 0;
}

// The worker answers a request for no operations once it has started and is about to wait.
static bool observe(const struct bench_condition *condition, const char *programs,
                    struct bench_memory *idle, struct bench_memory *used) {
    struct bench_worker worker = bench_worker_start(condition, programs, "every");
    bench_worker_repeat(&worker, 0);
    bool seen = read_rollup(worker.pid, idle);
    bench_worker_repeat(&worker, OPERATIONS);
    seen = read_rollup(worker.pid, used) && seen;
    bench_worker_stop(&worker);
    return seen;
}

static void add(struct bench_memory *sum, struct bench_memory *sample) {
    for (size_t i = 0; i < FIELDS; i++)
        *field(sum, i) += *field(sample, i);
}

static void divide(struct bench_memory *sums, size_t conditions, size_t processes) {
    for (size_t c = 0; c < conditions; c++)
        for (size_t i = 0; i < FIELDS; i++)
            *field(&sums[c], i) /= (double)processes;
}

static void subtract_native(struct bench_memory *results, size_t count) {
    for (size_t c = 1; c < count; c++)
        for (size_t i = 0; i < FIELDS; i++)
            *field(&results[c], i) -= *field(&results[BENCH_NATIVE], i);
}

struct bench_memory_result bench_memory_run(const struct bench_conditions *conditions,
                                            const struct bench_options *options,
                                            const char *programs) {
    struct bench_memory_result result = {.measured = true};
    size_t processes = options->quick ? 1 : PROCESSES;
    for (size_t i = 0; i < processes; i++)
        for (size_t c = 0; c < conditions->count; c++) {
            struct bench_memory idle = {0}, used = {0};
            if (!observe(&conditions->list[c], programs, &idle, &used))
                return (struct bench_memory_result){.measured = false};
            add(&result.idle[c], &idle);
            add(&result.used[c], &used);
        }
    divide(result.idle, conditions->count, processes);
    divide(result.used, conditions->count, processes);
    subtract_native(result.idle, conditions->count);
    subtract_native(result.used, conditions->count);
    return result;
}
