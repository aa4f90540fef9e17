// SPDX-License-Identifier: MIT
#ifndef CT_EVENT_LINE_H
#define CT_EVENT_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "event/event.h"
#include "event/flags.h"

// One JSON line in the making, and the pieces that several event kinds share. Internal to
// event/encode*.c.
struct ct_line {
    struct ct_buf *buf;
    size_t start; // of the line in buf
    bool cut;     // something was left out so that the line fits
};

// What strings may take, in encoded bytes, so that any event fits CT_LINE_MAX. The test that fills
// every field with the longest there is holds the sums together.
enum {
    CT_LINE_PATH = 2048,
    CT_LINE_MODULE = 1024,
    CT_LINE_SYMBOL = 384,
    CT_LINE_WORD = 64,
    CT_LINE_RULE = 128,       // twice what an id may have
    CT_LINE_MATCH = 192,      // a rule that matched
    CT_LINE_STACK_TAIL = 192, // room kept after a call stack: mem, truncated
    CT_LINE_ARGV_TAIL = 512,  // room kept after argv: the rest of an image
};

// Appends `,"key":value`. The key is a literal; a name is one of ours and needs no escaping.
#define CT_LINE_LITERAL(line, text) ct_buf_mem((line)->buf, text, sizeof(text) - 1)
#define CT_LINE_NUMBER(line, key, value)                                                           \
    ct_line_number(line, ",\"" key "\":", sizeof(key) + 3, value)
#define CT_LINE_NAME(line, key, name) ct_line_name(line, ",\"" key "\":\"", sizeof(key) + 4, name)

void ct_line_number(struct ct_line *line, const char *key, size_t len, uint64_t value);
void ct_line_name(struct ct_line *line, const char *key, size_t len, const char *name);

// Bytes left until only `tail` are; 0 when the line is past that.
size_t ct_line_room(const struct ct_line *line, size_t tail);

// `null` for NULL, otherwise a string of at most max bytes.
void ct_line_string(struct ct_line *line, const char *str, size_t max);

// {"tgid":…,"tid":…}; the same two as keys of the line; {"module":…} or null.
void ct_line_task(struct ct_line *line, pid_t tgid, pid_t tid);
void ct_line_ids(struct ct_line *line, pid_t tgid, pid_t tid);
void ct_line_site(struct ct_line *line, const struct ct_site *site);

// `,"flags":[…],"flags_raw":N`; `,"result":…` with errno where it is not ok; `,"errno":…`.
void ct_line_flags(struct ct_line *line, uint64_t flags, enum ct_flag_space space);
void ct_line_result(struct ct_line *line, enum ct_result result, int error);
void ct_line_errno(struct ct_line *line, int error);

// `,"policy":[{"rule":…,"action":…},…]` where a rule matched.
void ct_line_policy(struct ct_line *line, const struct ct_event *event);

// encode_create.c: everything of a create event after the head.
void ct_line_create(struct ct_line *line, const struct ct_event *event);

#endif
