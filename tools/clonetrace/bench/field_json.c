// SPDX-License-Identifier: MIT
// Members out of a JSON document that anybody may have written: type and range are looked at, and
// the first that is wrong is told with its place.
#include "clonetrace/bench/field_json.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clonetrace/cli/fail.h"

static void write_place(FILE *out, const struct ct_json_at *at) {
    if (at->above && at->above->above)
        write_place(out, at->above);
    if (!at->key)
        fprintf(out, "[%zu]", at->index);
    else
        fprintf(out, "%s%s", at->above && at->above->above ? "." : "", at->key);
}

bool ct_json_bad(const struct ct_json_at *at, const char *expected) {
    const struct ct_json_at *file = at;
    char *place = NULL;
    size_t len;
    FILE *out;

    while (file->above)
        file = file->above;
    if (!file->key)
        return false;
    out = at == file ? NULL : open_memstream(&place, &len);
    if (out) {
        write_place(out, at);
        fclose(out);
    }
    ct_fail("%s: %s%sexpected %s", file->key, place ? place : "", place ? ": " : "", expected);
    free(place);
    return false;
}

const json_t *ct_json_object(const json_t *object, const struct ct_json_at *at) {
    if (json_is_object(object))
        return object;
    ct_json_bad(at, object ? "an object" : "it to be there: an object");
    return NULL;
}

static bool read_text(const json_t *value, const struct ct_json_at *at, char **into) {
    const char *text = json_string_value(value);

    if (!text && !json_is_null(value))
        return ct_json_bad(at, "a text or null");
    *into = text ? ct_format("%s", text) : NULL;
    return true;
}

static bool read_array(const json_t *value, const struct ct_json_at *at, size_t size, char *into) {
    const char *text = json_string_value(value);

    if (!text || strlen(text) >= size)
        return ct_json_bad(at, text ? "a shorter text" : "a text");
    memcpy(into, text, strlen(text) + 1);
    return true;
}

static bool read_real(const json_t *value, const struct ct_json_at *at, double *into) {
    *into = json_number_value(value);
    return json_is_number(value) || ct_json_bad(at, "a number");
}

static bool read_whole(const json_t *value, const struct ct_json_at *at, json_int_t least,
                       json_int_t most, json_int_t *into) {
    *into = json_integer_value(value);
    if (!json_is_integer(value))
        return ct_json_bad(at, "a whole number");
    if (*into < least)
        return ct_json_bad(at, least ? "a larger number" : "a number that is not negative");
    return *into <= most || ct_json_bad(at, "a smaller number");
}

static bool read_word(const json_t *value, const struct ct_json_at *at, enum ct_member_type type,
                      unsigned *into) {
    const char *text = json_string_value(value), *word;
    char *expected;

    for (*into = 0; text && (word = ct_member_word(type, *into)); ++*into) {
        if (!strcmp(word, text))
            return true;
    }
    expected = ct_format("a known word such as \"%s\"", ct_member_word(type, 0));
    ct_json_bad(at, expected);
    free(expected);
    return false;
}

static bool read_number(const json_t *value, const struct ct_json_at *at, enum ct_member_type type,
                        void *into) {
    bool is_signed = type == CT_MEMBER_INT || type == CT_MEMBER_TIME;
    bool is_long = type == CT_MEMBER_BYTES || type == CT_MEMBER_TIME;
    json_int_t number;

    if (!read_whole(value, at,
                    !is_signed ? 0
                    : is_long  ? LLONG_MIN
                               : INT_MIN,
                    is_long     ? LLONG_MAX
                    : is_signed ? INT_MAX
                                : UINT_MAX,
                    &number))
        return false;
    if (type == CT_MEMBER_BYTES)
        *(uint64_t *)into = (uint64_t)number;
    else if (type == CT_MEMBER_TIME)
        *(int64_t *)into = number;
    else if (type == CT_MEMBER_INT)
        *(int *)into = (int)number;
    else
        *(unsigned *)into = (unsigned)number;
    return true;
}

static bool read_member(const json_t *value, const struct ct_json_at *at,
                        const struct ct_member *member, void *into) {
    switch (member->type) {
    case CT_MEMBER_TEXT:
        return read_text(value, at, into);
    case CT_MEMBER_ARRAY:
        return read_array(value, at, member->size, into);
    case CT_MEMBER_REAL:
        return read_real(value, at, into);
    case CT_MEMBER_BYTES:
    case CT_MEMBER_COUNT:
    case CT_MEMBER_INT:
    case CT_MEMBER_TIME:
        return read_number(value, at, member->type, into);
    case CT_MEMBER_FLAG:
        *(bool *)into = json_is_true(value);
        return json_is_boolean(value) || ct_json_bad(at, "true or false");
    default:
        return read_word(value, at, member->type, into);
    }
}

bool ct_json_members(const json_t *object, const struct ct_json_at *at,
                     const struct ct_member *members, void *into) {
    if (!ct_json_object(object, at))
        return false;
    for (; members->key; members++) {
        struct ct_json_at here = {at, members->key, 0};

        if (!read_member(json_object_get(object, members->key), &here, members,
                         (char *)into + members->offset))
            return false;
    }
    return true;
}
