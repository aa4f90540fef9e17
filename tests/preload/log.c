// SPDX-License-Identifier: MIT
// Reads a log by Jansson, which shares no code with what wrote it. Judges nothing.
#include "log.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "place.h"

static const char *string_at(json_t *json, const char *key) {
    return json_string_value(json_object_get(json, key));
}

static uint64_t number_at(json_t *json, const char *key) {
    return (uint64_t)json_integer_value(json_object_get(json, key));
}

static struct task task_at(json_t *json) {
    struct task task = {(pid_t)number_at(json, "tgid"), (pid_t)number_at(json, "tid")};

    return task;
}

static struct event event_of(json_t *json, const char *line) {
    struct event event = {
        .json = json,
        .line = line,
        .kind = string_at(json, "event"),
        .api = string_at(json, "api"),
        .syscall = string_at(json, "syscall"),
        .flags_source = string_at(json, "flags_source"),
        .exit_signal = string_at(json, "exit_signal"),
        .relation = string_at(json, "relation"),
        .result = string_at(json, "result"),
        .error = string_at(json, "errno"),
        .path = string_at(json, "path"),
        .reason = string_at(json, "reason"),
        .ts_ns = number_at(json, "ts_ns"),
        .flags = number_at(json, "flags_raw"),
        .lost = number_at(json, "lost"),
        .duration_ns = number_at(json, "duration_ns"),
        .caller = task_at(json_object_get(json, "caller")),
        .child = task_at(json_object_get(json, "child")),
        .task = task_at(json),
    };

    if (event.task.tgid == 0)
        event.task.tgid = (pid_t)number_at(json, "pid");
    return event;
}

struct log log_read(const char *path) {
    char *content = read_file(path, NULL), *end;
    struct log log = {0};
    size_t room = 16;

    for (char *c = content; *c; c++)
        room += *c == '\n';
    cr_assert_not_null(log.events = calloc(room, sizeof *log.events));
    for (char *line = content; *line; line = end + 1) {
        end = strchrnul(line, '\n');
        if (end == line && *end) // ends a line that was cut before
            continue;
        json_t *json = *end ? json_loadb(line, (size_t)(end - line), 0, NULL) : NULL;

        if (json_is_object(json))
            log.events[log.count++] = event_of(json, text("%.*s", (int)(end - line), line));
        else
            log.torn++;
        if (json_is_object(json))
            log.lost += log.events[log.count - 1].lost;
        if (!*end)
            break;
    }
    return log;
}

static bool matches(const struct event *event, const char *kind, const char *api) {
    if (!event->kind || strcmp(event->kind, kind) != 0)
        return false;
    return !api || (event->api && strcmp(event->api, api) == 0);
}

const struct event *log_find(const struct log *log, const char *kind, const char *api, size_t nth) {
    for (size_t i = 0; i < log->count; i++)
        if (matches(&log->events[i], kind, api) && nth-- == 0)
            return &log->events[i];
    return NULL;
}

size_t log_count(const struct log *log, const char *kind, const char *api) {
    size_t count = 0;

    for (size_t i = 0; i < log->count; i++)
        count += matches(&log->events[i], kind, api);
    return count;
}

static int by_name(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

char *log_apis(const struct log *log, const char *kind) {
    const char **names = calloc(log->count + 1, sizeof *names);
    char *result = text("%s", "");
    size_t count = 0, run;

    for (size_t i = 0; i < log->count; i++)
        if (matches(&log->events[i], kind, NULL))
            names[count++] = log->events[i].api ? log->events[i].api : "?";
    qsort(names, count, sizeof *names, by_name);
    for (size_t i = 0; i < count; i += run) {
        for (run = 1; i + run < count && strcmp(names[i], names[i + run]) == 0;)
            run++;
        result = text("%s%s%s", result, i ? " " : "", names[i]);
        if (run > 1)
            result = text("%s*%zu", result, run);
    }
    return result;
}
