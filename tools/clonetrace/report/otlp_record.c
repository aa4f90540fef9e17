// SPDX-License-Identifier: MIT
// A line of a log as a logRecord of OTLP. Names without "clonetrace." are those of OpenTelemetry's
// semantic conventions 1.44.0 and mean what these say; docs/fleet.md has the list.
#include <inttypes.h>
#include <string.h>

#include "clonetrace/report/otlp.h"
#include "event/encode.h"

#define RULES_MAX 64
#define FRAMES_MAX 256
#define FLAGS_MAX 72
#define FLAG_NAME 48

// SeverityNumber of opentelemetry/proto/logs/v1/logs.proto; JSON has enums as numbers only.
enum severity { INFO = 9, WARN = 13, ERROR = 17 };

// Written as it is, since these names are nobody's text and make up most of the output.
static void open_attribute(struct ct_jsonout *json, const char *key, const char *kind) {
    ct_jsonout_key(json, NULL);
    fprintf(json->out, "{\"key\":\"%s\",\"value\":{\"%s\":", key, kind);
    json->comma = false;
}

static void close_attribute(struct ct_jsonout *json) {
    fputs("}}", json->out);
    json->comma = true;
}

static void decimal(struct ct_jsonout *json, const char *key, uint64_t value) {
    char text[24];

    snprintf(text, sizeof text, "%" PRIu64, value);
    ct_jsonout_text(json, key, text);
}

void ct_otlp_text(struct ct_jsonout *json, const char *key, const char *text) {
    if (!text)
        return;
    open_attribute(json, key, "stringValue");
    ct_jsonout_text(json, NULL, text);
    close_attribute(json);
}

void ct_otlp_number(struct ct_jsonout *json, const char *key, uint64_t value) {
    if (value > INT64_MAX)
        return; // flags_raw that no kernel takes; the names have its bits
    open_attribute(json, key, "intValue");
    decimal(json, NULL, value);
    close_attribute(json);
}

void ct_otlp_texts(struct ct_jsonout *json, const char *key, const char *const *texts,
                   size_t count) {
    open_attribute(json, key, "arrayValue");
    ct_jsonout_open(json, NULL, '{');
    ct_jsonout_open(json, "values", '[');
    for (size_t i = 0; i < count; i++) {
        ct_jsonout_open(json, NULL, '{');
        ct_jsonout_text(json, "stringValue", texts[i] ? texts[i] : "");
        ct_jsonout_close(json, '}');
    }
    ct_jsonout_close(json, ']');
    ct_jsonout_close(json, '}');
    close_attribute(json);
}

static void id(struct ct_jsonout *json, const char *key, pid_t value) {
    if (value)
        ct_otlp_number(json, key, (uint64_t)value);
}

// "VM|VFORK" as the names that the log has.
static void flags(struct ct_jsonout *json, const struct ct_record *record) {
    char text[sizeof record->flag_names], full[FLAGS_MAX][FLAG_NAME], *rest = text, *name;
    const char *names[FLAGS_MAX];
    size_t count = 0;

    memcpy(text, record->flag_names, sizeof text);
    while (*text && count < FLAGS_MAX && (name = strsep(&rest, "|"))) {
        bool whole = !strncmp(name, "0x", 2) || !strncmp(name, "UNSHARE_", 8);

        snprintf(full[count], FLAG_NAME, "%s%s", whole ? "" : "CLONE_", name);
        names[count] = full[count];
        count++;
    }
    ct_otlp_texts(json, "clonetrace.flags", names, count);
    ct_otlp_number(json, "clonetrace.flags_raw", record->flags);
}

static void site(struct ct_jsonout *json, const struct ct_record_site *site) {
    char offset[24];

    if (!site->module)
        return;
    snprintf(offset, sizeof offset, "0x%" PRIx64, site->offset);
    ct_otlp_text(json, "clonetrace.site.module", site->module);
    ct_otlp_text(json, "clonetrace.site.offset", offset);
    ct_otlp_text(json, "code.function.name", site->symbol);
}

// One frame a line, innermost first, as gdb and glibc's backtrace(3) have it.
static void stack(struct ct_jsonout *json, const struct ct_record *record) {
    struct ct_record_site frames[FRAMES_MAX];
    size_t count = ct_record_stack(record, frames, FRAMES_MAX), used = 0;
    char text[8192];

    if (!count)
        return;
    for (size_t i = 0; i < count && used < sizeof text; i++)
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%s(%s+0x%" PRIx64 ")",
                                 i ? "\n" : "", frames[i].module ? frames[i].module : "?",
                                 frames[i].symbol ? frames[i].symbol : "", frames[i].offset);
    ct_otlp_text(json, "code.stacktrace", text);
}

static void rules(struct ct_jsonout *json, const struct ct_record *record) {
    struct ct_record_rule found[RULES_MAX];
    const char *ids[RULES_MAX], *actions[RULES_MAX];
    size_t count = record->judged ? ct_record_rules(record, found, RULES_MAX) : 0;

    for (size_t i = 0; i < count; i++) {
        ids[i] = found[i].id;
        actions[i] = found[i].action;
    }
    if (!count)
        return;
    ct_otlp_texts(json, "clonetrace.policy.rules", ids, count);
    ct_otlp_texts(json, "clonetrace.policy.actions", actions, count);
}

static const char *result_of(const struct ct_record *record) {
    return record->result == CT_RESULT_DENIED ? "denied" : record->result ? "error" : "ok";
}

static void create(struct ct_jsonout *json, const struct ct_record *record) {
    ct_otlp_text(json, "clonetrace.syscall", record->entry);
    flags(json, record);
    ct_otlp_text(json, "clonetrace.exit_signal", record->exit_signal);
    id(json, "clonetrace.child.pid", record->child.tgid);
    id(json, "clonetrace.child.thread.id", record->child.tid);
    ct_otlp_text(json, "clonetrace.relation", record->thread ? "thread" : "process");
    ct_otlp_text(json, "clonetrace.result", result_of(record));
    ct_otlp_number(json, "clonetrace.duration_ns", record->duration_ns);
    stack(json, record);
    if (!record->mem.known)
        return;
    ct_otlp_number(json, "clonetrace.mem.rss_kib", record->mem.rss_kib);
    ct_otlp_number(json, "clonetrace.mem.pte_kib", record->mem.pte_kib);
    ct_otlp_number(json, "clonetrace.mem.minflt", record->mem.minflt);
}

static void exec(struct ct_jsonout *json, const struct ct_record *record) {
    ct_otlp_text(json, "clonetrace.path", record->path);
    ct_otlp_number(json, "clonetrace.minflt", record->minflt);
    if (!record->since_tgid)
        return;
    ct_otlp_text(json, "clonetrace.since.api", record->since_api);
    ct_otlp_number(json, "clonetrace.since.ts_ns", record->since_ns);
    id(json, "clonetrace.since.pid", record->since_tgid);
}

static void of_kind(struct ct_jsonout *json, const struct ct_record *record) {
    switch (record->kind) {
    case CT_EVENT_CREATE:
        create(json, record);
        break;
    case CT_EVENT_EXEC:
        exec(json, record);
        break;
    case CT_EVENT_NAMESPACE:
        flags(json, record);
        ct_otlp_text(json, "clonetrace.result", result_of(record));
        break;
    case CT_EVENT_IMAGE:
        ct_otlp_text(json, "clonetrace.libc", record->libc);
        break;
    case CT_EVENT_EXIT:
        if (record->has_status)
            ct_otlp_number(json, "process.exit.code", (uint64_t)record->status);
        ct_otlp_number(json, "clonetrace.minflt", record->minflt);
        ct_otlp_number(json, "clonetrace.lost_total", record->lost_total);
        break;
    case CT_EVENT_BLIND:
        ct_otlp_text(json, "clonetrace.path", record->path);
        ct_otlp_text(json, "clonetrace.reason", record->reason);
        break;
    case CT_EVENT_THREAD_EXIT:
    case CT_EVENT_KINDS:
        break;
    }
}

static enum severity severity_of(const struct ct_record *record) {
    if (record->result == CT_RESULT_DENIED || record->refused)
        return ERROR;
    if (record->error || record->judged || record->lost || record->kind == CT_EVENT_BLIND)
        return WARN;
    return INFO;
}

// For people; everything in it is an attribute, too.
static void sentence(char *text, size_t size, const struct ct_record *record) {
    const char *api = record->api ? record->api : "?", *path = record->path ? record->path : "?";
    int child = (int)(record->thread ? record->child.tid : record->child.tgid);

    if (record->error)
        snprintf(text, size, "%s%s%.2048s %s: %s", api, record->path ? " of " : "",
                 record->path ? path : "",
                 severity_of(record) == ERROR ? "refused by policy" : "failed", record->error);
    else if (record->kind == CT_EVENT_CREATE && child)
        snprintf(text, size, "%s created %s %d", api, record->thread ? "thread" : "process", child);
    else if (record->kind == CT_EVENT_CREATE)
        snprintf(text, size, "%s created a process", api);
    else if (record->kind == CT_EVENT_EXEC)
        snprintf(text, size, "%s of %.2048s", api, path);
    else if (record->kind == CT_EVENT_IMAGE)
        snprintf(text, size, "started %s", record->command);
    else if (record->kind == CT_EVENT_EXIT && record->has_status)
        snprintf(text, size, "exited with status %d", record->status);
    else if (record->kind == CT_EVENT_BLIND)
        snprintf(text, size, "%.2048s will not be seen: %.64s", path, record->reason);
    else if (record->kind == CT_EVENT_NAMESPACE)
        snprintf(text, size, "%s of %s", api, record->flag_names);
    else
        snprintf(text, size, "%s", record->kind == CT_EVENT_EXIT ? "exited" : "thread ended");
}

static void attributes(struct ct_jsonout *json, const struct ct_record *record) {
    ct_jsonout_open(json, "attributes", '[');
    id(json, "thread.id", record->who.tid);
    ct_otlp_text(json, "clonetrace.api", record->api);
    ct_otlp_text(json, "error.type", record->error);
    of_kind(json, record);
    site(json, &record->site);
    rules(json, record);
    if (record->lost)
        ct_otlp_number(json, "clonetrace.lost", record->lost);
    ct_otlp_number(json, "clonetrace.ts_ns", record->ts_ns);
    ct_jsonout_close(json, ']');
}

void ct_otlp_record(struct ct_jsonout *json, const struct ct_report_event *event,
                    uint64_t observed_ns) {
    const struct ct_report_machine *machine = event->machine;
    const struct ct_record *record = event->record;
    enum severity severity = severity_of(record);
    char text[4096];

    ct_jsonout_open(json, NULL, '{');
    if (machine->has_real)
        decimal(json, "timeUnixNano", record->ts_ns + (uint64_t)machine->real_minus_mono_ns);
    decimal(json, "observedTimeUnixNano", observed_ns);
    ct_jsonout_number(json, "severityNumber", severity);
    ct_jsonout_text(json, "severityText",
                    severity == ERROR  ? "ERROR"
                    : severity == WARN ? "WARN"
                                       : "INFO");
    snprintf(text, sizeof text, "clonetrace.%s", ct_event_kind_name(record->kind));
    ct_jsonout_text(json, "eventName", text);
    sentence(text, sizeof text, record);
    ct_jsonout_open(json, "body", '{');
    ct_jsonout_text(json, "stringValue", text);
    ct_jsonout_close(json, '}');
    attributes(json, record);
    ct_jsonout_close(json, '}');
}
