// SPDX-License-Identifier: MIT
// Records out of a stream. A line torn by kill -9 has no newline, so the next writer's line follows
// it on the same physical line: CT_LINES_MARK, which no record has inside, says where that one
// starts.
#include "clonetrace/trace/log.h"

#include <string.h>

#define MARK_LEN (sizeof CT_LINES_MARK - 1)

void ct_log_init(struct ct_log *log, int fd) {
    *log = (struct ct_log){0};
    ct_lines_init(&log->lines, fd);
}

void ct_log_finish(struct ct_log *log) {
    ct_lines_finish(&log->lines);
}

void ct_log_last(struct ct_log *log) {
    log->lines.last = true;
}

static bool blank(const char *text, size_t len) {
    while (len && (*text == ' ' || *text == '\t' || *text == '\r'))
        text++, len--;
    return !len;
}

static bool marked(const char *text, size_t len) {
    return len >= MARK_LEN && !memcmp(text, CT_LINES_MARK, MARK_LEN);
}

static void count_foreign(struct ct_log *log) {
    log->foreign += !log->in_foreign;
    log->in_foreign = true;
}

// Tries one piece. Returns whether it is a record; counts it where it is something else that is
// whole.
static enum ct_record_verdict attempt(struct ct_log *log, struct ct_record *record,
                                      const char *text, size_t len) {
    enum ct_record_verdict verdict = ct_record_parse(record, text, len);

    if (verdict == CT_RECORD_GOOD) {
        log->records++;
        log->raw = text;
        log->raw_len = len;
        while (text[log->raw_len - 1] != '}')
            log->raw_len--; // white space
    } else if (verdict == CT_RECORD_NEWER) {
        log->newer++;
    } else if (verdict == CT_RECORD_FOREIGN) {
        count_foreign(log);
    }
    return verdict;
}

// Takes one piece off the physical line at hand. Returns whether it was a record.
static bool piece(struct ct_log *log, struct ct_record *record) {
    const char *text = log->rest, *next;
    size_t len = log->rest_len;
    enum ct_record_verdict verdict = CT_RECORD_BROKEN;

    next = len > 1 ? memmem(text + 1, len - 1, CT_LINES_MARK, MARK_LEN) : NULL;
    if (next)
        len = (size_t)(next - text);
    log->rest = next;
    log->rest_len -= len;
    if (blank(text, len))
        return false;
    if (*text == '{')
        verdict = attempt(log, record, text, len);
    if (verdict == CT_RECORD_BROKEN && marked(text, len))
        log->torn++;
    else if (verdict == CT_RECORD_BROKEN)
        count_foreign(log);
    return verdict == CT_RECORD_GOOD;
}

int ct_log_next(struct ct_log *log, struct ct_record *record) {
    for (;;) {
        int got;

        while (log->rest_len) {
            if (piece(log, record))
                return 1;
        }
        if (!log->lines.partial)
            log->in_foreign = false;
        got = ct_lines_next(&log->lines, &log->rest, &log->rest_len);
        if (got <= 0)
            return got;
    }
}
