// SPDX-License-Identifier: MIT
// The report for programs. Times are nanoseconds, memory KiB; docs/benchmark-shim.md describes the
// keys.
#include "report.h"

#include <err.h>
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static json_t *packed(json_t *value) {
    if (!value)
        errx(1, "the report cannot be made into JSON");
    return value;
}

static json_t *machine_json(const struct bench_machine *machine) {
    return packed(json_pack("{s:s, s:s, s:s, s:s, s:I, s:f, s:s}", "kernel", machine->kernel,
                            "arch", machine->arch, "cpu", machine->cpu, "libc", machine->libc,
                            "cores", (json_int_t)machine->cores, "load", machine->load,
                            "log_file_system", machine->log_file_system));
}

static json_t *outcome_json(const struct bench_outcome *outcome, bool native) {
    if (native)
        return packed(json_pack("{s:f}", "median_ns", outcome->median_ns));
    return packed(json_pack("{s:f, s:f, s:[f, f], s:f}", "median_ns", outcome->median_ns, "ratio",
                            outcome->ratio, "interval", outcome->interval.low,
                            outcome->interval.high, "lines", outcome->lines));
}

static json_t *case_json(const struct bench_report *report, const struct bench_result *result) {
    json_t *outcomes = packed(json_object());
    for (size_t i = 0; i < report->conditions->count; i++)
        json_object_set_new(outcomes, report->conditions->list[i].name,
                            outcome_json(&result->outcomes[i], i == BENCH_NATIVE));
    json_t *entry = packed(json_pack("{s:s, s:s, s:I, s:o}", "name", result->what->name, "what",
                                     result->what->what, "rounds", (json_int_t)result->rounds,
                                     "conditions", outcomes));
    if (result->what->target > 0)
        json_object_set_new(entry, "target", json_real(result->what->target));
    return entry;
}

static json_t *memory_row_json(const struct bench_memory *memory) {
    return packed(json_pack("{s:f, s:f, s:f, s:f}", "rss_kib", memory->rss, "pss_kib", memory->pss,
                            "private_clean_kib", memory->private_clean, "private_dirty_kib",
                            memory->private_dirty));
}

static json_t *memory_json(const struct bench_report *report) {
    json_t *started = packed(json_object()), *used = packed(json_object());
    for (size_t i = 0; i < report->conditions->count; i++) {
        const char *name = report->conditions->list[i].name;
        json_object_set_new(started, name, memory_row_json(&report->memory->idle[i]));
        json_object_set_new(used, name, memory_row_json(&report->memory->used[i]));
    }
    return packed(json_pack("{s:f, s:o, s:o}", "target_rss_kib", BENCH_MEMORY_TARGET_KIB, "started",
                            started, "used", used));
}

static json_t *encode_json(const struct bench_encode *encode) {
    return packed(json_pack("{s:f, s:f, s:f, s:f}", "create_ns", encode->create_ns, "create_bytes",
                            encode->create_bytes, "exec_ns", encode->exec_ns, "exec_bytes",
                            encode->exec_bytes));
}

static json_t *decide_json(const struct bench_decide *decide) {
    json_t *object = packed(
        json_pack("{s:i, s:i}", "rules", BENCH_DECIDE_RULES, "target_ns", BENCH_DECIDE_TARGET_NS));
#define BENCH_DECIDE(member, what)                                                                 \
    json_object_set_new(object, #member "_ns", json_real(decide->member##_ns));
    BENCH_DECIDE_MIXES
#undef BENCH_DECIDE
    return object;
}

static json_t *report_json(const struct bench_report *report) {
    json_t *cases = packed(json_array());
    for (size_t i = 0; i < report->count; i++)
        json_array_append_new(cases, case_json(report, &report->results[i]));
    json_t *root =
        packed(json_pack("{s:i, s:s, s:s, s:b, s:I, s:o, s:o}", "v", 1, "clonetrace", CT_VERSION,
                         "date", report->machine.date, "quick", report->options->quick, "seed",
                         (json_int_t)report->options->seed, "machine",
                         machine_json(&report->machine), "cases", cases));
    if (report->memory && report->memory->measured)
        json_object_set_new(root, "memory", memory_json(report));
    if (report->encode)
        json_object_set_new(root, "encode", encode_json(report->encode));
    if (report->decide)
        json_object_set_new(root, "decide", decide_json(report->decide));
    return root;
}

static bool write_json(const json_t *root, const char *path) {
    FILE *file = fopen(path, "w");
    if (!file)
        return false;
    bool written = json_dumpf(root, file, JSON_INDENT(2) | JSON_REAL_PRECISION(9)) == 0;
    written = fputc('\n', file) != EOF && written;
    return fclose(file) == 0 && written;
}

// What is there and no regular file (a pipe, /dev/stdout) is written to, never replaced.
static bool replaceable(const char *path) {
    struct stat st;
    return lstat(path, &st) != 0 || S_ISREG(st.st_mode);
}

void bench_report_write_json(const struct bench_report *report, const char *path) {
    char *target = (char *)path;
    json_t *root = report_json(report);
    if (replaceable(path) && asprintf(&target, "%s.partial", path) < 0)
        err(1, "%s", path);
    if (!write_json(root, target) || (target != path && rename(target, path) != 0)) {
        int error = errno;
        if (target != path)
            unlink(target);
        errx(1, "cannot write %s: %s", path, strerror(error));
    }
    if (target != path)
        free(target);
    json_decref(root);
}
