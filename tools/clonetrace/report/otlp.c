// SPDX-License-Identifier: MIT
// --otlp: log records for an OpenTelemetry collector, one ExportLogsServiceRequest in JSON a line,
// a resource for each process in it. Written as the logs are read; what is held is one batch and
// the arguments of the programs that run.
#include "clonetrace/report/otlp.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "clonetrace/cli/fail.h"
#include "clonetrace/report/parts.h"
#include "clonetrace/trace/command.h"

// The collector's file receiver takes a line of 1 MiB at most unless told otherwise (max_log_size).
#define BATCH_RECORDS 512
#define BATCH_BYTES ((size_t)256 * 1024)

#define ARGS_MAX 2048 // a line of a log has room for fewer

#define SCHEMA "https://opentelemetry.io/schemas/1.44.0"

// The records of one process that runs one program.
struct group {
    uint64_t key;
    char *text;
    size_t len;
    struct ct_jsonout json;
};

struct arguments {
    size_t count;
    const char *list[]; // texts behind it, in the same memory
};

struct otlp {
    const struct ct_report *report;
    FILE *out;
    uint64_t observed_ns;
    struct group groups[BATCH_RECORDS];
    size_t count, records, bytes;
    struct ct_map current; // key of a process to the index + 1 of its group
    struct ct_map running; // to its arguments
};

static void *begin(const struct ct_report *report, FILE *out) {
    struct otlp *otlp = ct_alloc(sizeof *otlp);
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    otlp->report = report;
    otlp->out = out;
    otlp->observed_ns = (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
    return otlp;
}

static void close_group(struct group *group) {
    struct ct_jsonout *json = &group->json;

    ct_jsonout_close(json, ']');
    ct_jsonout_text(json, "schemaUrl", SCHEMA);
    ct_jsonout_close(json, '}');
    ct_jsonout_close(json, ']');
    ct_jsonout_text(json, "schemaUrl", SCHEMA);
    ct_jsonout_close(json, '}');
    if (fclose(json->out))
        exit(ct_fail("out of memory; free some, or report on a shorter log"));
}

static void flush(struct otlp *otlp) {
    if (otlp->count)
        fputs("{\"resourceLogs\":[", otlp->out);
    for (size_t i = 0; i < otlp->count; i++) {
        struct group *group = &otlp->groups[i];

        close_group(group);
        if (i)
            putc(',', otlp->out);
        fwrite(group->text, 1, group->len, otlp->out);
        free(group->text);
        ct_map_put(&otlp->current, group->key, NULL);
    }
    if (otlp->count)
        fputs("]}\n", otlp->out);
    otlp->count = otlp->records = otlp->bytes = 0;
}

static uint64_t key_of(const struct ct_report_event *event) {
    return (uint64_t)event->machine->index << 32 | (uint32_t)event->record->who.tgid;
}

// What runs in the process: its own arguments, or those of the program that it was forked from.
static const struct arguments *arguments_of(const struct otlp *otlp,
                                            const struct ct_report_event *event) {
    const struct ct_proc *proc =
        ct_tree_image(&event->machine->trace.tree, event->record->who.tgid);

    return proc ? ct_map_get(&otlp->running,
                             (uint64_t)event->machine->index << 32 | (uint32_t)proc->pid)
                : NULL;
}

static void remember(struct otlp *otlp, const struct ct_report_event *event) {
    const char *args[ARGS_MAX];
    size_t count = ct_record_args(event->record, args, ARGS_MAX), size = 0, used;
    struct arguments *kept;

    for (size_t i = 0; i < count; i++)
        size += strlen(args[i] ? args[i] : "") + 1;
    used = sizeof *kept + count * sizeof *kept->list;
    kept = ct_alloc(used + size);
    kept->count = count;
    for (size_t i = 0; i < count; i++) {
        kept->list[i] = (char *)kept + used;
        used += (size_t)sprintf((char *)kept + used, "%s", args[i] ? args[i] : "") + 1;
    }
    free(ct_map_get(&otlp->running, key_of(event)));
    ct_map_put(&otlp->running, key_of(event), kept);
}

static void forget(struct otlp *otlp, uint64_t key) {
    free(ct_map_get(&otlp->running, key));
    ct_map_put(&otlp->running, key, NULL);
}

static void resource(struct otlp *otlp, struct ct_jsonout *json,
                     const struct ct_report_event *event) {
    const struct ct_tree *tree = &event->machine->trace.tree;
    pid_t pid = event->record->who.tgid;
    const struct ct_proc *proc = ct_tree_find(tree, pid), *image = ct_tree_image(tree, pid);
    const struct arguments *arguments = arguments_of(otlp, event);
    const char *exe = image ? image->exe : NULL, *base = exe ? ct_command_base(exe) : NULL;
    char *service = ct_format("unknown_service%s%s", base ? ":" : "", base ? base : "");

    ct_jsonout_open(json, "resource", '{');
    ct_jsonout_open(json, "attributes", '[');
    ct_otlp_text(json, "service.name", service);
    ct_otlp_text(json, "host.name", event->machine->host);
    ct_otlp_text(json, "clonetrace.boot_id", event->machine->boot);
    ct_otlp_number(json, "process.pid", (uint64_t)pid);
    if (proc && proc->by)
        ct_otlp_number(json, "process.parent_pid", (uint64_t)proc->by);
    ct_otlp_text(json, "process.executable.path", exe);
    ct_otlp_text(json, "process.executable.name", base);
    if (arguments)
        ct_otlp_texts(json, "process.command_args", arguments->list, arguments->count);
    ct_jsonout_close(json, ']');
    ct_jsonout_close(json, '}');
    free(service);
}

static struct group *open_group(struct otlp *otlp, const struct ct_report_event *event) {
    struct group *group = &otlp->groups[otlp->count++];
    struct ct_jsonout *json = &group->json;

    *group = (struct group){.key = key_of(event)};
    json->out = open_memstream(&group->text, &group->len);
    if (!json->out)
        exit(ct_fail("out of memory; free some, or report on a shorter log"));
    ct_jsonout_open(json, NULL, '{');
    resource(otlp, json, event);
    ct_jsonout_open(json, "scopeLogs", '[');
    ct_jsonout_open(json, NULL, '{');
    ct_jsonout_open(json, "scope", '{');
    ct_jsonout_text(json, "name", "clonetrace");
    ct_jsonout_text(json, "version", CT_VERSION);
    ct_jsonout_close(json, '}');
    ct_jsonout_open(json, "logRecords", '[');
    otlp->bytes += (size_t)ftell(json->out);
    ct_map_put(&otlp->current, group->key, (void *)(uintptr_t)otlp->count);
    return group;
}

static struct group *group_of(struct otlp *otlp, const struct ct_report_event *event) {
    size_t at = (size_t)(uintptr_t)ct_map_get(&otlp->current, key_of(event));

    return at && event->record->kind != CT_EVENT_IMAGE ? &otlp->groups[at - 1]
                                                       : open_group(otlp, event);
}

static void add(void *state, const struct ct_report_event *event) {
    struct otlp *otlp = state;
    struct group *group;
    size_t before;

    if (!ct_report_passes(otlp->report, event))
        return;
    if (event->record->kind == CT_EVENT_IMAGE)
        remember(otlp, event);
    group = group_of(otlp, event);
    before = (size_t)ftell(group->json.out);
    ct_otlp_record(&group->json, event, otlp->observed_ns);
    otlp->bytes += (size_t)ftell(group->json.out) - before;
    if (event->record->kind == CT_EVENT_EXIT)
        forget(otlp, key_of(event));
    if (++otlp->records == BATCH_RECORDS || otlp->bytes >= BATCH_BYTES)
        flush(otlp);
}

static int end(void *state, const struct ct_report *report, FILE *out) {
    flush(state);
    return 0;
}

static void finish(void *state) {
    struct otlp *otlp = state;

    for (size_t i = 0; i < otlp->count; i++) { // where reading failed
        close_group(&otlp->groups[i]);
        free(otlp->groups[i].text);
    }
    for (size_t i = 0; i < otlp->running.size; i++)
        free(otlp->running.slots[i].value);
    ct_map_finish(&otlp->running);
    ct_map_finish(&otlp->current);
    free(otlp);
}

const struct ct_report_part ct_report_otlp = {begin, add, end, NULL, finish};
