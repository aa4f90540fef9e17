// SPDX-License-Identifier: MIT
#ifndef CT_PRELOAD_LOG_H
#define CT_PRELOAD_LOG_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

// A log as the tests look at it. A member that a line does not have is NULL, 0 or {0, 0}.

struct task {
    pid_t tgid;
    pid_t tid;
};

struct event {
    json_t *json;
    const char *line;
    const char *kind; // "event"
    const char *api;
    const char *syscall;
    const char *flags_source;
    const char *exit_signal; // NULL for none
    const char *relation;
    const char *result;
    const char *error; // "errno"
    const char *path;
    const char *reason;
    uint64_t ts_ns;
    uint64_t flags; // "flags_raw"
    uint64_t lost;
    uint64_t duration_ns;
    struct task caller; // of a create event
    struct task child;
    struct task task; // tgid and tid of the other kinds, pid and tid of an image
};

struct log {
    struct event *events; // in the order of the file
    size_t count;
    size_t torn; // lines that are no JSON object; empty ones are none at all
    uint64_t lost;
};

struct log log_read(const char *path);

// The nth event of this kind (and of this API, where not NULL), counted from 0, or NULL.
const struct event *log_find(const struct log *log, const char *kind, const char *api, size_t nth);
size_t log_count(const struct log *log, const char *kind, const char *api);

// The APIs of all events of a kind, sorted, as "fork*2 vfork".
char *log_apis(const struct log *log, const char *kind);

#endif
