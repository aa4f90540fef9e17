// SPDX-License-Identifier: MIT
#ifndef CT_JSON_H
#define CT_JSON_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

// Writes JSON as it goes, without a document in memory. Start with {.out = …}; commas are put where
// they belong, brackets are the caller's to pair. `key` is NULL inside an array and for the
// outermost value.
struct ct_json {
    FILE *out;  // borrowed
    bool comma; // the next member needs one
};

void ct_json_open(struct ct_json *json, const char *key, char bracket); // '{' or '['
void ct_json_close(struct ct_json *json, char bracket);                 // '}' or ']'

// Text that is not trusted; NULL is null. Bytes that are not UTF-8 become U+EF00 plus the byte, as
// in a log. The output is safe inside a <script> of a page, too: no '<', no line separators.
void ct_json_text(struct ct_json *json, const char *key, const char *text);

void ct_json_number(struct ct_json *json, const char *key, uint64_t value);
void ct_json_signed(struct ct_json *json, const char *key, int64_t value);
void ct_json_real(struct ct_json *json, const char *key, double value); // null where not finite
void ct_json_bool(struct ct_json *json, const char *key, bool value);
void ct_json_null(struct ct_json *json, const char *key);

// A key whose value the caller writes to json->out itself.
void ct_json_key(struct ct_json *json, const char *key);

#endif
