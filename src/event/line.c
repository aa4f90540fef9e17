// SPDX-License-Identifier: MIT
// The parts of a log line that several event kinds share, and the account of its length. Same rules
// as encode.c.
#include "event/line.h"

#include <string.h>

#include "event/json.h"
#include "event/names.h"

#define LITERAL CT_LINE_LITERAL

void ct_line_number(struct ct_line *line, const char *key, size_t len, uint64_t value) {
    ct_buf_mem(line->buf, key, len);
    ct_json_number(line->buf, value);
}

void ct_line_name(struct ct_line *line, const char *key, size_t len, const char *name) {
    ct_buf_mem(line->buf, key, len);
    ct_buf_str(line->buf, name);
    ct_buf_char(line->buf, '"');
}

size_t ct_line_room(const struct ct_line *line, size_t tail) {
    size_t used = line->buf->len - line->start + tail;

    return used < CT_LINE_MAX ? CT_LINE_MAX - used : 0;
}

void ct_line_string(struct ct_line *line, const char *str, size_t max) {
    if (!str)
        LITERAL(line, "null");
    else if (!ct_json_string(line->buf, str, max))
        line->cut = true;
}

void ct_line_task(struct ct_line *line, pid_t tgid, pid_t tid) {
    LITERAL(line, "{\"tgid\":");
    ct_buf_i64(line->buf, tgid);
    LITERAL(line, ",\"tid\":");
    ct_buf_i64(line->buf, tid);
    ct_buf_char(line->buf, '}');
}

void ct_line_ids(struct ct_line *line, pid_t tgid, pid_t tid) {
    LITERAL(line, ",\"tgid\":");
    ct_buf_i64(line->buf, tgid);
    LITERAL(line, ",\"tid\":");
    ct_buf_i64(line->buf, tid);
}

void ct_line_site(struct ct_line *line, const struct ct_site *site) {
    if (!site->module) {
        LITERAL(line, "null");
        return;
    }
    LITERAL(line, "{\"module\":");
    ct_line_string(line, site->module, CT_LINE_MODULE);
    LITERAL(line, ",\"offset\":\"");
    ct_buf_hex(line->buf, site->offset);
    ct_buf_char(line->buf, '"');
    if (site->symbol) {
        LITERAL(line, ",\"symbol\":");
        ct_line_string(line, site->symbol, CT_LINE_SYMBOL);
    }
    ct_buf_char(line->buf, '}');
}

// `"NAME",`. Nine of them are in the line of every thread, so where there is room for the longest
// it is one copy of known size.
static void put_flag(struct ct_buf *buf, const struct ct_flag *flag) {
    char *at = buf->data + buf->len;

    if (buf->full || buf->cap - buf->len < sizeof flag->name + 3) {
        ct_buf_char(buf, '"');
        ct_buf_mem(buf, flag->name, flag->len);
        ct_buf_mem(buf, "\",", 2);
        return;
    }
    at[0] = '"';
    memcpy(at + 1, flag->name, sizeof flag->name);
    memcpy(at + 1 + flag->len, "\",", 2);
    buf->len += flag->len + 3u;
}

void ct_line_flags(struct ct_line *line, uint64_t flags, enum ct_flag_space space) {
    struct ct_buf *buf = line->buf;
    const struct ct_flag *flag;
    uint64_t rest = flags;

    LITERAL(line, ",\"flags\":[");
    while ((flag = ct_flag_next(&rest, space)))
        put_flag(buf, flag);
    if (rest) {
        ct_buf_char(buf, '"');
        ct_buf_hex(buf, rest);
        ct_buf_mem(buf, "\",", 2);
    }
    if (flags && !buf->full)
        buf->len--; // the last comma
    ct_buf_char(buf, ']');
    CT_LINE_NUMBER(line, "flags_raw", flags);
}

void ct_line_errno(struct ct_line *line, int error) {
    const char *name = ct_errno_name(error);

    LITERAL(line, ",\"errno\":\"");
    if (name) {
        ct_buf_str(line->buf, name);
    } else {
        ct_buf_char(line->buf, 'E');
        ct_buf_u64(line->buf, error > 0 ? (uint64_t)error : 0);
    }
    ct_buf_char(line->buf, '"');
}

void ct_line_result(struct ct_line *line, enum ct_result result, int error) {
    CT_LINE_NAME(line, "result", ct_result_name(result));
    if (result != CT_RESULT_OK)
        ct_line_errno(line, error);
}

__attribute__((noinline)) void ct_line_policy(struct ct_line *line, const struct ct_event *event) {
    if (!event->matched)
        return;
    LITERAL(line, ",\"policy\":[");
    for (uint64_t left = event->matched; left; left &= left - 1) {
        const struct ct_event_match *match = &event->rules[__builtin_ctzll(left)];

        if (ct_line_room(line, CT_LINE_STACK_TAIL) < CT_LINE_MATCH) {
            line->cut = true;
            break;
        }
        if (left != event->matched)
            ct_buf_char(line->buf, ',');
        LITERAL(line, "{\"rule\":");
        ct_line_string(line, match->rule, CT_LINE_RULE);
        CT_LINE_NAME(line, "action", match->action);
        ct_buf_char(line->buf, '}');
    }
    ct_buf_char(line->buf, ']');
}
