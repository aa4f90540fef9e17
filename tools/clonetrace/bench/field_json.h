// SPDX-License-Identifier: MIT
#ifndef CT_BENCH_FIELD_JSON_H
#define CT_BENCH_FIELD_JSON_H

#include <jansson.h>

#include "clonetrace/bench/members.h"

// Where in a document something is, for messages: "points[3].series.call". The outermost one has
// the file's name as its key, or NULL: then nothing is told.
struct ct_json_at {
    const struct ct_json_at *above; // NULL for the outermost
    const char *key;                // NULL for an element of an array
    size_t index;
};

// Tells "FILE: PLACE: expected …" and returns false.
bool ct_json_bad(const struct ct_json_at *at, const char *expected);

// The object that is `at`, or NULL after telling that it is none.
const json_t *ct_json_object(const json_t *object, const struct ct_json_at *at);

// Read all of `members` of an object; texts are the structure's to free. False after telling: what
// came before the wrong one has been read then.
bool ct_json_members(const json_t *object, const struct ct_json_at *at,
                     const struct ct_member *members, void *into);
bool ct_json_model(const json_t *object, const struct ct_json_at *at, struct ct_model *model);

#endif
