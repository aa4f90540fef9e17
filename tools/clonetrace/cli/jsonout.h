// SPDX-License-Identifier: MIT
#ifndef CT_JSONOUT_H
#define CT_JSONOUT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

// Writes JSON as it goes, without a document in memory. Start with {.out = …}; commas are put where
// they belong, brackets are the caller's to pair. `key` is NULL inside an array and for the
// outermost value.
struct ct_jsonout {
    FILE *out;  // borrowed
    bool comma; // the next member needs one
};

void ct_jsonout_open(struct ct_jsonout *json, const char *key, char bracket); // '{' or '['
void ct_jsonout_close(struct ct_jsonout *json, char bracket);                 // '}' or ']'

// Text that is not trusted; NULL is null. Bytes that are not UTF-8 become U+EF00 plus the byte, as
// in a log. The output is safe inside a <script> of a page, too: no '<', no line separators.
void ct_jsonout_text(struct ct_jsonout *json, const char *key, const char *text);

void ct_jsonout_number(struct ct_jsonout *json, const char *key, uint64_t value);
void ct_jsonout_signed(struct ct_jsonout *json, const char *key, int64_t value);
void ct_jsonout_real(struct ct_jsonout *json, const char *key,
                     double value); // null where not finite
void ct_jsonout_bool(struct ct_jsonout *json, const char *key, bool value);
void ct_jsonout_null(struct ct_jsonout *json, const char *key);

// A key whose value the caller writes to json->out itself.
void ct_jsonout_key(struct ct_jsonout *json, const char *key);

#endif
