// SPDX-License-Identifier: MIT
#ifndef CT_EVENT_JSON_H
#define CT_EVENT_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

// Any bytes as a JSON string, one to one. Valid UTF-8 stays as it is, except that U+EF80 to U+EFFF,
// which the mapping uses, count as bytes like any other: each byte 0x80+n that is not part of valid
// UTF-8 is written as \uef80+n (the private-use range that MirBSD's OPTU-8 takes for the same
// purpose). docs/log-format.md has it for readers.

// Appends str as a quoted string of at most `max` bytes, the quotes not counted. Returns false when
// it was cut, which happens only between whole characters and escapes. Async-signal-safe.
bool ct_json_string(struct ct_buf *buf, const char *str, size_t max);

// Appends a number that every reader takes. One of 2^63 or more gets ".0", since readers with
// 63-bit integers refuse it otherwise.
void ct_json_number(struct ct_buf *buf, uint64_t value);

// The other direction: turns a decoded JSON string (UTF-8, len bytes) back into the bytes it stands
// for, in place. Returns their number, at most len. Nothing is terminated.
size_t ct_json_unmap(char *utf8, size_t len);

#endif
