// SPDX-License-Identifier: MIT
// Bounded appending: the only way the library forms text. No locale, no stdio, no allocation.
#include "base/buf.h"

void ct_buf_init(struct ct_buf *buf, char *data, size_t cap) {
    buf->data = data;
    buf->cap = cap;
    buf->len = 0;
    buf->full = false;
}

void ct_buf_append(struct ct_buf *buf, const void *mem, size_t len) {
    if (buf->full || len > buf->cap - buf->len) {
        buf->full = true;
        return;
    }
    memcpy(buf->data + buf->len, mem, len);
    buf->len += len;
}

void ct_buf_char(struct ct_buf *buf, char c) {
    ct_buf_mem(buf, &c, 1);
}

void ct_buf_u64(struct ct_buf *buf, uint64_t value) {
    char digits[20]; // 2^64-1 has 20
    size_t at = sizeof digits;

    do {
        digits[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value);
    ct_buf_mem(buf, digits + at, sizeof digits - at);
}

void ct_buf_i64(struct ct_buf *buf, int64_t value) {
    if (value < 0)
        ct_buf_char(buf, '-');
    ct_buf_u64(buf, value < 0 ? 0 - (uint64_t)value : (uint64_t)value);
}

void ct_buf_hex(struct ct_buf *buf, uint64_t value) {
    char digits[18]; // 0x and 16 nibbles
    size_t at = sizeof digits;

    do {
        digits[--at] = "0123456789abcdef"[value & 15];
        value >>= 4;
    } while (value);
    digits[--at] = 'x';
    digits[--at] = '0';
    ct_buf_mem(buf, digits + at, sizeof digits - at);
}
