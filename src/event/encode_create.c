// SPDX-License-Identifier: MIT
// The create event, the one that is written on the hot path. Same rules as encode.c.
#include "event/line.h"

#include <linux/sched.h>

#include "event/encode.h"
#include "event/json.h"
#include "event/names.h"

#define LITERAL CT_LINE_LITERAL

static void put_exit_signal(struct ct_line *line, int signal) {
    if (signal == 0) {
        LITERAL(line, ",\"exit_signal\":null");
        return;
    }
    LITERAL(line, ",\"exit_signal\":\"");
    ct_signal_write(line->buf, signal);
    ct_buf_char(line->buf, '"');
}

static void put_tasks(struct ct_line *line, const struct ct_event *event) {
    const struct ct_create *create = &event->create;

    LITERAL(line, ",\"caller\":");
    ct_line_task(line, event->tgid, event->tid);
    LITERAL(line, ",\"child\":");
    if (create->child_tid)
        ct_line_task(line, create->child_tgid, create->child_tid);
    else
        LITERAL(line, "null");
    if (create->flags & CLONE_THREAD)
        LITERAL(line, ",\"relation\":\"thread\"");
    else
        LITERAL(line, ",\"relation\":\"process\"");
}

// As many frames, from the innermost, as the line takes. A frame that does not fit is taken back
// whole; a buffer that is smaller than a line stays full instead, and the caller brings a larger
// one.
static __attribute__((noinline)) void put_stack(struct ct_line *line, const struct ct_site *stack,
                                                unsigned count) {
    struct ct_buf *buf = line->buf;
    bool whole_line = buf->cap - line->start >= CT_LINE_MAX;

    LITERAL(line, ",\"stack\":[");
    for (unsigned i = 0; i < count && !buf->full; i++) {
        struct ct_buf before = *buf;

        if (i > 0)
            ct_buf_char(buf, ',');
        ct_line_site(line, &stack[i]);
        if (whole_line && (buf->full || !ct_line_room(line, CT_LINE_STACK_TAIL))) {
            *buf = before;
            line->cut = true;
            break;
        }
    }
    ct_buf_char(buf, ']');
}

static void put_mem(struct ct_line *line, const struct ct_mem *mem) {
    LITERAL(line, ",\"mem\":{\"rss_kib\":");
    ct_json_number(line->buf, mem->rss_kib);
    CT_LINE_NUMBER(line, "pte_kib", mem->pte_kib);
    CT_LINE_NUMBER(line, "minflt", mem->minflt);
    ct_buf_char(line->buf, '}');
}

void ct_line_create(struct ct_line *line, const struct ct_event *event) {
    const struct ct_create *create = &event->create;

    CT_LINE_NAME(line, "api", ct_api_name(event->api));
    CT_LINE_NAME(line, "syscall", ct_entry_name(create->entry));
    ct_line_flags(line, create->flags, CT_FLAGS_CREATE);
    CT_LINE_NAME(line, "flags_source", create->from_caller ? "argument" : "libc");
    put_exit_signal(line, create->exit_signal);
    put_tasks(line, event);
    ct_line_result(line, create->result, create->error);
    CT_LINE_NUMBER(line, "duration_ns", create->duration_ns);
    LITERAL(line, ",\"site\":");
    ct_line_site(line, &event->site);
    ct_line_policy(line, event);
    if (create->stack)
        put_stack(line, create->stack, create->nstack);
    if (create->mem)
        put_mem(line, create->mem);
}
