// SPDX-License-Identifier: MIT
// Lines out of a descriptor, in bounded memory: what is read may be a log, or anything at all.
#include "clonetrace/trace/lines.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clonetrace/cli/fail.h"

#define MARK_LEN (sizeof CT_LINES_MARK - 1)

void ct_lines_init(struct ct_lines *lines, int fd) {
    *lines = (struct ct_lines){.fd = fd, .data = ct_alloc(CT_LINES_BUFFER)};
}

void ct_lines_finish(struct ct_lines *lines) {
    free(lines->data);
    lines->data = NULL;
}

static void hand_out(struct ct_lines *lines, size_t len, size_t skip, const char **text,
                     size_t *text_len) {
    *text = lines->data + lines->at;
    *text_len = len;
    lines->at += len + skip;
    lines->seen = 0;
    lines->partial = skip == 0;
}

// Where to cut a full buffer: what follows the last mark may be a line of a log that goes on.
static size_t cut(const struct ct_lines *lines) {
    for (size_t at = lines->end - MARK_LEN; at > 0; at--) {
        if (!memcmp(lines->data + at, CT_LINES_MARK, MARK_LEN))
            return at;
    }
    return lines->end - MARK_LEN;
}

static ssize_t fill(struct ct_lines *lines) {
    ssize_t got;

    if (lines->at) {
        memmove(lines->data, lines->data + lines->at, lines->end - lines->at);
        lines->end -= lines->at;
        lines->at = 0;
    }
    do {
        got = lines->read
                  ? lines->read(lines->from, lines->data + lines->end, CT_LINES_BUFFER - lines->end)
                  : read(lines->fd, lines->data + lines->end, CT_LINES_BUFFER - lines->end);
    } while (got < 0 && errno == EINTR);
    if (got > 0)
        lines->end += (size_t)got;
    return got < 0 ? -errno : got;
}

int ct_lines_next(struct ct_lines *lines, const char **text, size_t *len) {
    for (;;) {
        char *start = lines->data + lines->at;
        size_t held = lines->end - lines->at;
        char *newline = memchr(start + lines->seen, '\n', held - lines->seen);
        ssize_t got;

        if (newline) {
            hand_out(lines, (size_t)(newline - start), 1, text, len);
            return 1;
        }
        lines->seen = held;
        if (held == CT_LINES_BUFFER) {
            hand_out(lines, cut(lines), 0, text, len);
            return 1;
        }
        got = fill(lines);
        if (got < 0)
            return (int)got;
        if (got > 0)
            continue;
        if (!lines->last || !held)
            return 0;
        hand_out(lines, held, 0, text, len);
        lines->partial = false;
        return 1;
    }
}
