// SPDX-License-Identifier: MIT
#ifndef CT_POLICY_POSITION_H
#define CT_POLICY_POSITION_H

#include <stdbool.h>
#include <stddef.h>

// Where things are in JSON text: Jansson forgets the places of values once it has parsed them.

struct ct_position {
    unsigned line;   // from 1
    unsigned column; // in characters of UTF-8, from 1
};

// One step from a value into it: a member by its key, or, where key is NULL, an element by index.
struct ct_step {
    const char *key; // UTF-8 without escapes
    size_t index;
};

struct ct_position ct_position_of(const char *text, size_t len, size_t offset);

// The offset of the value that the steps lead to from the outermost one, or, with of_key, of the
// key of the last step. Of text that Jansson has parsed; where the steps lead nowhere, and for any
// other text, it is the offset where they stopped leading, at most len.
size_t ct_position_find(const char *text, size_t len, const struct ct_step *steps, unsigned count,
                        bool of_key);

// The offset of the token that the byte before `end` belongs to.
size_t ct_position_token(const char *text, size_t len, size_t end);

// The offset of the first bracket that opens more than `max` levels, or len.
size_t ct_position_too_deep(const char *text, size_t len, unsigned max);

#endif
