// SPDX-License-Identifier: MIT
#ifndef CT_BASE_BUF_H
#define CT_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

// A bounded text buffer over memory that the caller owns. Nothing is ever written past cap, nothing
// is terminated with NUL. The first append that does not fit sets `full` and appends nothing, nor
// does any after it, so a writer checks once at the end. Async-signal-safe, no errno, no
// allocation.
struct ct_buf {
    char *data;
    size_t cap;
    size_t len;
    bool full;
};

void ct_buf_init(struct ct_buf *buf, char *data, size_t cap);
void ct_buf_append(struct ct_buf *buf, const void *mem, size_t len);

// Inline for literals, whose length and copy are then known when it is compiled: they are most of a
// line.
static inline void ct_buf_mem(struct ct_buf *buf, const void *mem, size_t len) {
    if (!__builtin_constant_p(len) || len > 32) {
        ct_buf_append(buf, mem, len);
    } else if (buf->full || len > buf->cap - buf->len) {
        buf->full = true;
    } else {
        memcpy(buf->data + buf->len, mem, len);
        buf->len += len;
    }
}

static inline void ct_buf_str(struct ct_buf *buf, const char *str) {
    ct_buf_mem(buf, str, strlen(str));
}

void ct_buf_char(struct ct_buf *buf, char c);
void ct_buf_u64(struct ct_buf *buf, uint64_t value); // decimal
void ct_buf_i64(struct ct_buf *buf, int64_t value);  // decimal, signed
void ct_buf_hex(struct ct_buf *buf, uint64_t value); // 0x…, lower case, no leading zeros

#endif
