// SPDX-License-Identifier: MIT
#ifndef CT_BASE_BUF_H
#define CT_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A bounded text buffer over memory that the caller owns. Nothing is ever written past cap, nothing
// is terminated with NUL. The first append that does not fit sets `full`, appends nothing, and so
// does every later one, so a writer checks once at the end. Async-signal-safe, no errno, no
// allocation.
struct ct_buf {
    char *data;
    size_t cap;
    size_t len;
    bool full;
};

void ct_buf_init(struct ct_buf *buf, char *data, size_t cap);
void ct_buf_mem(struct ct_buf *buf, const void *mem, size_t len);
void ct_buf_str(struct ct_buf *buf, const char *str);
void ct_buf_char(struct ct_buf *buf, char c);
void ct_buf_u64(struct ct_buf *buf, uint64_t value); // decimal
void ct_buf_i64(struct ct_buf *buf, int64_t value);  // decimal, signed
void ct_buf_hex(struct ct_buf *buf, uint64_t value); // 0x…, lower case, no leading zeros

#endif
