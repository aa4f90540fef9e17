// SPDX-License-Identifier: MIT
// JSON strings and numbers out of arbitrary bytes. Must never read past the terminating NUL,
// allocate, or depend on the locale: it runs in vfork children and signal handlers.
#include "event/json.h"

#include <string.h>

// The length of the well-formed UTF-8 sequence at str (Unicode 15, table 3-7), 1 for ASCII; 0 when
// there is none or when it is one of U+EF80 to U+EFFF. A NUL ends each test before the next byte is
// read.
static unsigned sequence(const unsigned char *str) {
    unsigned lead = str[0];
    unsigned low = 0x80;
    unsigned high = 0xbf;
    unsigned len = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;

    if (lead < 0x80)
        return 1;
    if (lead < 0xc2 || lead > 0xf4)
        return 0;
    if (lead == 0xe0)
        low = 0xa0; // shorter would be overlong
    if (lead == 0xed)
        high = 0x9f; // no surrogates
    if (lead == 0xf0)
        low = 0x90;
    if (lead == 0xf4)
        high = 0x8f; // nothing above U+10FFFF
    if (str[1] < low || str[1] > high)
        return 0;
    for (unsigned i = 2; i < len; i++)
        if (str[i] < 0x80 || str[i] > 0xbf)
            return 0;
    if (lead == 0xee && str[1] >= 0xbe)
        return 0; // U+EF80 and up: taken by the mapping
    return len;
}

// Writes the \uXXXX or two-character escape of a byte into out; returns its length, at most 6.
static unsigned escape(char *out, unsigned char byte) {
    static const char shorts[] = "b\bf\fn\nr\rt\t\"\"\\\\";
    static const char hex[] = "0123456789abcdef";

    for (unsigned i = 0; i + 1 < sizeof shorts; i += 2) {
        if ((unsigned char)shorts[i + 1] == byte) {
            out[0] = '\\';
            out[1] = shorts[i];
            return 2;
        }
    }
    memcpy(out, byte < 0x80 ? "\\u00" : "\\uef", 4);
    out[4] = hex[byte >> 4];
    out[5] = hex[byte & 15];
    return 6;
}

static bool is_plain(unsigned char byte) {
    return byte >= 0x20 && byte < 0x7f && byte != '"' && byte != '\\';
}

// Whether eight bytes at once are plain: each term has the top bit of a byte set that is not, or of
// one next to it.
static bool are_plain(const unsigned char *at) {
    const uint64_t ones = 0x0101010101010101;
    uint64_t eight, quotes, backslashes, deletes;

    memcpy(&eight, at, sizeof eight);
    quotes = eight ^ ones * '"';
    backslashes = eight ^ ones * '\\';
    deletes = eight ^ ones * 0x7f;
    return !(((eight - ones * 0x20) | (quotes - ones) | (backslashes - ones) | (deletes - ones) |
              eight) &
             ones * 0x80);
}

// How many of the first `len` bytes go into the line as they are.
static size_t plain_run(const unsigned char *at, size_t len) {
    size_t run = 0;

    while (len - run >= 8 && are_plain(at + run))
        run += 8;
    while (run < len && is_plain(at[run]))
        run++;
    return run;
}

bool ct_json_string(struct ct_buf *buf, const char *str, size_t max) {
    const unsigned char *at = (const unsigned char *)str;
    const unsigned char *end = at + strlen(str);
    char out[6];

    ct_buf_char(buf, '"');
    while (at < end) {
        size_t left = (size_t)(end - at);
        size_t run = plain_run(at, left < max ? left : max);
        unsigned taken, len;

        ct_buf_mem(buf, at, run);
        max -= run;
        at += run;
        if (at == end || is_plain(*at))
            break;
        taken = sequence(at);
        if (taken > 1)
            memcpy(out, at, len = taken);
        else
            len = escape(out, *at);
        if (len > max)
            break;
        ct_buf_mem(buf, out, len);
        max -= len;
        at += taken > 1 ? taken : 1;
    }
    ct_buf_char(buf, '"');
    return at == end;
}

void ct_json_number(struct ct_buf *buf, uint64_t value) {
    ct_buf_u64(buf, value);
    if (value > INT64_MAX)
        ct_buf_mem(buf, ".0", 2);
}

size_t ct_json_unmap(char *utf8, size_t len) {
    size_t out = 0;

    for (size_t in = 0; in < len; out++) {
        const unsigned char *at = (const unsigned char *)utf8 + in;

        // U+EF80 to U+EFFF is EE BE 80 to EE BF BF.
        if (len - in >= 3 && at[0] == 0xee && (at[1] & 0xfe) == 0xbe && (at[2] & 0xc0) == 0x80) {
            utf8[out] = (char)((at[1] & 1) << 6 | (at[2] & 0x3f) | 0x80);
            in += 3;
        } else {
            utf8[out] = utf8[in++];
        }
    }
    return out;
}
