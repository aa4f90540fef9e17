// SPDX-License-Identifier: MIT
// An event as one line of JSON, in the key order of docs/log-format.md. Runs in vfork children and
// signal handlers: no malloc, stdio, locks, errno or thread-local storage, and at most 256 bytes of
// stack.
#include "event/encode.h"

#include <errno.h>

#include "event/line.h"
#include "event/names.h"

#define LITERAL CT_LINE_LITERAL

static void put_site(struct ct_line *line, const struct ct_site *site) {
    LITERAL(line, ",\"site\":");
    ct_line_site(line, site);
}

// Arguments until the line is full; argc tells how many there were.
static void put_argv(struct ct_line *line, const char *const *argv) {
    LITERAL(line, ",\"argv\":[");
    for (unsigned i = 0; argv && argv[i]; i++) {
        size_t room = ct_line_room(line, CT_LINE_ARGV_TAIL);

        if (room < sizeof "\"\\u0000\"," || line->buf->full) {
            line->cut = true;
            break;
        }
        if (i > 0)
            ct_buf_char(line->buf, ',');
        ct_line_string(line, argv[i], room - sizeof "\"\",");
    }
    ct_buf_char(line->buf, ']');
}

static void put_image(struct ct_line *line, const struct ct_event *event) {
    const struct ct_image *image = &event->image;

    LITERAL(line, ",\"pid\":");
    ct_buf_i64(line->buf, event->tgid);
    LITERAL(line, ",\"ppid\":");
    ct_buf_i64(line->buf, image->ppid);
    LITERAL(line, ",\"tid\":");
    ct_buf_i64(line->buf, event->tid);
    LITERAL(line, ",\"exe\":");
    ct_line_string(line, image->exe, CT_LINE_MODULE);
    put_argv(line, image->argv);
    CT_LINE_NUMBER(line, "argc", image->argc);
    LITERAL(line, ",\"libc\":");
    ct_line_string(line, image->libc_version, CT_LINE_WORD);
    LITERAL(line, ",\"clonetrace\":\"" CT_VERSION "\",\"arch\":");
    ct_line_string(line, image->arch, CT_LINE_WORD);
    CT_LINE_NUMBER(line, "realtime_ns", image->realtime_ns);
    LITERAL(line, ",\"boot_id\":");
    ct_line_string(line, image->boot_id, CT_LINE_WORD);
    if (image->unhooked)
        LITERAL(line, ",\"unhooked\":[\"vfork\",\"syscall\"]");
}

static void put_exec(struct ct_line *line, const struct ct_event *event) {
    const struct ct_exec *exec = &event->exec;

    CT_LINE_NAME(line, "api", ct_api_name(event->api));
    LITERAL(line, ",\"path\":");
    ct_line_string(line, exec->path, CT_LINE_PATH);
    ct_line_ids(line, event->tgid, event->tid);
    if (exec->created) {
        LITERAL(line, ",\"since\":{\"api\":\"");
        ct_buf_str(line->buf, ct_api_name(exec->by_api));
        ct_buf_char(line->buf, '"');
        CT_LINE_NUMBER(line, "ts_ns", exec->by_ts_ns);
        LITERAL(line, ",\"by\":");
        ct_line_task(line, exec->by_tgid, exec->by_tid);
        ct_buf_char(line->buf, '}');
    } else {
        LITERAL(line, ",\"since\":null");
    }
    CT_LINE_NUMBER(line, "minflt", exec->minflt);
    put_site(line, &event->site);
    if (exec->error)
        ct_line_errno(line, exec->error);
    ct_line_policy(line, event);
}

static void put_namespace(struct ct_line *line, const struct ct_event *event) {
    CT_LINE_NAME(line, "api", ct_api_name(event->api));
    ct_line_flags(line, event->ns.flags, CT_FLAGS_UNSHARE);
    ct_line_ids(line, event->tgid, event->tid);
    ct_line_result(line, event->ns.result, event->ns.error);
    put_site(line, &event->site);
    ct_line_policy(line, event);
}

static void put_exit(struct ct_line *line, const struct ct_event *event) {
    const struct ct_exit *end = &event->exit;

    ct_line_ids(line, event->tgid, event->tid);
    LITERAL(line, ",\"status\":");
    if (end->has_status)
        ct_buf_i64(line->buf, end->status);
    else
        LITERAL(line, "null");
    CT_LINE_NUMBER(line, "minflt", end->minflt);
    CT_LINE_NUMBER(line, "written", end->written);
    CT_LINE_NUMBER(line, "lost_total", end->lost);
}

static void put_blind(struct ct_line *line, const struct ct_event *event) {
    CT_LINE_NAME(line, "api", ct_api_name(event->api));
    LITERAL(line, ",\"path\":");
    ct_line_string(line, event->blind.path, CT_LINE_PATH);
    CT_LINE_NAME(line, "reason", ct_blind_name(event->blind.reason));
    ct_line_ids(line, event->tgid, event->tid);
}

// Out of line, so that the frames of the rarer kinds are not on the stack of a create.
static __attribute__((noinline)) void put_other(struct ct_line *line,
                                                const struct ct_event *event) {
    switch (event->kind) {
    case CT_EVENT_IMAGE:
        put_image(line, event);
        break;
    case CT_EVENT_EXEC:
        put_exec(line, event);
        break;
    case CT_EVENT_NAMESPACE:
        put_namespace(line, event);
        break;
    case CT_EVENT_EXIT:
        put_exit(line, event);
        break;
    case CT_EVENT_THREAD_EXIT:
        ct_line_ids(line, event->tgid, event->tid);
        break;
    case CT_EVENT_BLIND:
        put_blind(line, event);
        break;
    case CT_EVENT_CREATE:
    case CT_EVENT_KINDS:
        break;
    }
}

int ct_event_encode(const struct ct_event *event, struct ct_buf *buf) {
    struct ct_line line = {.buf = buf, .start = buf->len};

    LITERAL(&line, "{\"v\":1");
    CT_LINE_NAME(&line, "event", ct_event_kind_name(event->kind));
    CT_LINE_NUMBER(&line, "ts_ns", event->ts_ns);
    if (event->lost)
        CT_LINE_NUMBER(&line, "lost", event->lost);
    if (event->kind == CT_EVENT_CREATE)
        ct_line_create(&line, event);
    else
        put_other(&line, event);
    if (line.cut)
        LITERAL(&line, ",\"truncated\":true");
    LITERAL(&line, "}\n");
    return buf->full ? -ENOSPC : 0;
}
