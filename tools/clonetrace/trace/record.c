// SPDX-License-Identifier: MIT
// One line of JSON as a struct. The input is not trusted: every key may be missing or of any type.
#include "clonetrace/trace/record.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clonetrace/trace/command.h"
#include "clonetrace/trace/document.h"
#include "event/encode.h"

static uint64_t number(const struct ct_node *object, const char *key) {
    const struct ct_node *value = ct_node_member(object, key);

    if (ct_node_is(value, CT_NODE_REAL)) // the encoder writes 2^63 and more that way
        return value->real >= 0 && value->real < 18446744073709551616.0 ? (uint64_t)value->real : 0;
    return ct_node_is(value, CT_NODE_INTEGER) && value->integer > 0 ? (uint64_t)value->integer : 0;
}

static pid_t id(const struct ct_node *object, const char *key) {
    uint64_t value = number(object, key);

    return value <= INT32_MAX ? (pid_t)value : 0;
}

static const char *string(const struct ct_node *object, const char *key) {
    return ct_node_string(ct_node_member(object, key));
}

static struct ct_record_task task(const struct ct_node *object) {
    return (struct ct_record_task){.tgid = id(object, "tgid"), .tid = id(object, "tid")};
}

static struct ct_record_site site(const struct ct_node *object) {
    const char *offset = string(object, "offset");

    return (struct ct_record_site){.module = string(object, "module"),
                                   .symbol = string(object, "symbol"),
                                   .offset = offset ? strtoull(offset, NULL, 16) : 0};
}

static void flags(struct ct_record *record, const struct ct_node *line) {
    const struct ct_node *names = ct_node_member(line, "flags"), *name;
    size_t used = 0;

    record->flags = number(line, "flags_raw");
    for (name = ct_node_first(names); name; name = ct_node_next(names, name)) {
        const char *text = ct_node_is(name, CT_NODE_STRING) ? name->string : "?";
        size_t len;

        if (!strncmp(text, "CLONE_", 6))
            text += 6;
        len = strlen(text);
        if (used + len + 2 > sizeof record->flag_names)
            break;
        if (used)
            record->flag_names[used++] = '|';
        memcpy(record->flag_names + used, text, len + 1);
        used += len;
    }
}

static void outcome(struct ct_record *record, const struct ct_node *line) {
    const char *result = string(line, "result");

    record->error = string(line, "errno");
    record->result = !result                     ? CT_RESULT_OK
                     : !strcmp(result, "denied") ? CT_RESULT_DENIED
                     : !strcmp(result, "error")  ? CT_RESULT_ERROR
                                                 : CT_RESULT_OK;
}

static struct ct_record_memory memory(const struct ct_node *object) {
    return (struct ct_record_memory){.known = ct_node_is(object, CT_NODE_OBJECT),
                                     .rss_kib = number(object, "rss_kib"),
                                     .pte_kib = number(object, "pte_kib"),
                                     .minflt = number(object, "minflt")};
}

static bool create(struct ct_record *record, const struct ct_node *line) {
    const char *relation = string(line, "relation");

    flags(record, line);
    outcome(record, line);
    record->who = task(ct_node_member(line, "caller"));
    record->child = task(ct_node_member(line, "child"));
    record->thread = relation && !strcmp(relation, "thread");
    record->entry = string(line, "syscall");
    record->exit_signal = string(line, "exit_signal");
    record->mem = memory(ct_node_member(line, "mem"));
    record->duration_ns = number(line, "duration_ns");
    return record->api && record->who.tgid;
}

static bool image(struct ct_record *record, const struct ct_node *line) {
    const struct ct_node *argv = ct_node_member(line, "argv"), *arg;
    struct ct_command command;

    record->who = (struct ct_record_task){.tgid = id(line, "pid"), .tid = id(line, "tid")};
    record->ppid = id(line, "ppid");
    record->exe = string(line, "exe");
    record->real_ns = number(line, "realtime_ns");
    record->boot = string(line, "boot_id");
    record->libc = string(line, "libc");
    record->unhooked = ct_node_count(ct_node_member(line, "unhooked")) > 0;
    ct_command_init(&command, record->command, sizeof record->command);
    for (arg = ct_node_first(argv); arg; arg = ct_node_next(argv, arg))
        ct_command_add(&command, ct_node_string(arg));
    if (number(line, "argc") > ct_node_count(argv))
        ct_command_cut(&command);
    return record->who.tgid != 0;
}

static bool exec(struct ct_record *record, const struct ct_node *line) {
    const struct ct_node *since = ct_node_member(line, "since");

    record->who = task(line);
    record->path = string(line, "path");
    record->error = string(line, "errno");
    record->since_api = string(since, "api");
    record->since_tgid = id(ct_node_member(since, "by"), "tgid");
    record->since_ns = number(since, "ts_ns");
    record->minflt = number(line, "minflt");
    return record->api && record->who.tgid;
}

static bool ending(struct ct_record *record, const struct ct_node *line) {
    const struct ct_node *status = ct_node_member(line, "status");

    record->who = task(line);
    record->has_status = ct_node_is(status, CT_NODE_INTEGER);
    record->status = record->has_status ? (int)(status->integer & 0xff) : 0;
    record->written = number(line, "written");
    record->lost_total = number(line, "lost_total");
    record->minflt = number(line, "minflt");
    return record->who.tgid != 0;
}

static bool fields(struct ct_record *record, const struct ct_node *line) {
    switch (record->kind) {
    case CT_EVENT_CREATE:
        return create(record, line);
    case CT_EVENT_IMAGE:
        return image(record, line);
    case CT_EVENT_EXEC:
        return exec(record, line);
    case CT_EVENT_EXIT:
    case CT_EVENT_THREAD_EXIT:
        return ending(record, line);
    case CT_EVENT_NAMESPACE:
        flags(record, line);
        outcome(record, line);
        record->who = task(line);
        return record->api && record->who.tgid;
    case CT_EVENT_BLIND:
        record->who = task(line);
        record->path = string(line, "path");
        record->reason = string(line, "reason");
        return record->reason != NULL;
    case CT_EVENT_KINDS:
        break;
    }
    return false;
}

static void rules(struct ct_record *record, const struct ct_node *line) {
    const struct ct_node *list = ct_node_member(line, "policy"), *entry;

    record->judged = ct_node_count(list) > 0;
    for (entry = ct_node_first(list); entry; entry = ct_node_next(list, entry)) {
        const char *action = string(entry, "action");

        record->refused |= action && (!strcmp(action, "deny") || !strcmp(action, "kill"));
    }
}

static enum ct_record_verdict judge(struct ct_record *record, const struct ct_node *line) {
    const struct ct_node *version = ct_node_member(line, "v");
    const char *name = string(line, "event");
    enum ct_event_kind kind = 0;

    if (!ct_node_is(version, CT_NODE_INTEGER) || !name)
        return CT_RECORD_FOREIGN;
    while (kind < CT_EVENT_KINDS && strcmp(name, ct_event_kind_name(kind)) != 0)
        kind++;
    if (version->integer != 1 || kind == CT_EVENT_KINDS)
        return CT_RECORD_NEWER;
    memset(record, 0, sizeof *record);
    record->kind = kind;
    record->ts_ns = number(line, "ts_ns");
    record->lost = number(line, "lost");
    record->api = string(line, "api");
    record->host = string(line, "host");
    record->site = site(ct_node_member(line, "site"));
    rules(record, line);
    if (!fields(record, line))
        return CT_RECORD_FOREIGN;
    // Its rule may only have been noted (CLONETRACE_ENFORCE=0). A refused exec alone is announced
    // with an errno.
    record->refused &=
        kind == CT_EVENT_EXEC ? record->error != NULL : record->result == CT_RESULT_DENIED;
    return CT_RECORD_GOOD;
}

enum ct_record_verdict ct_record_parse(struct ct_record *record, const char *text, size_t len) {
    struct ct_node *line = ct_document_read(text, len);
    enum ct_record_verdict verdict;

    if (!line)
        return CT_RECORD_BROKEN;
    verdict = judge(record, line);
    if (verdict == CT_RECORD_GOOD)
        record->document = line;
    else
        free(line);
    return verdict;
}

size_t ct_record_rules(const struct ct_record *record, struct ct_record_rule *rules, size_t max) {
    const struct ct_node *list = ct_node_member(record->document, "policy"), *entry;
    size_t count = 0;

    for (entry = ct_node_first(list); entry; entry = ct_node_next(list, entry)) {
        struct ct_record_rule rule = {string(entry, "rule"), string(entry, "action")};

        if (rule.id && rule.action && count < max)
            rules[count++] = rule;
    }
    return count;
}

size_t ct_record_stack(const struct ct_record *record, struct ct_record_site *sites, size_t max) {
    const struct ct_node *list = ct_node_member(record->document, "stack"), *frame;
    size_t count = 0;

    for (frame = ct_node_first(list); frame; frame = ct_node_next(list, frame)) {
        if (count < max)
            sites[count++] = site(frame);
    }
    return count;
}

size_t ct_record_args(const struct ct_record *record, const char **args, size_t max) {
    const struct ct_node *list = ct_node_member(record->document, "argv"), *arg;
    size_t count = 0;

    for (arg = ct_node_first(list); arg; arg = ct_node_next(list, arg)) {
        if (count < max)
            args[count++] = ct_node_string(arg);
    }
    return count;
}

const char *ct_record_flag_set(const struct ct_record *record, char text[CT_RECORD_FLAG_SET]) {
    const char *signal = record->exit_signal ? record->exit_signal : "";

    snprintf(text, CT_RECORD_FLAG_SET, "%s%s%.24s", record->flag_names,
             *record->flag_names && *signal ? "|" : "", signal);
    return text;
}

void ct_record_finish(struct ct_record *record) {
    free(record->document);
    record->document = NULL;
}
