// SPDX-License-Identifier: MIT
// Encodes an event and reads it back with a parser that is not ours.
#include "encoded.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <string.h>

#include "base/buf.h"
#include "event/encode.h"

json_t *encoded(const struct ct_event *event, size_t cap) {
    char *line = malloc(cap); // exactly cap, so that a sanitizer sees one byte too many
    struct ct_buf buf;
    json_error_t error;
    json_t *object = NULL;
    int result;

    ct_buf_init(&buf, line, cap);
    result = ct_event_encode(event, &buf);
    if (result == 0) {
        cr_assert_leq(buf.len, CT_LINE_MAX);
        cr_assert_eq(line[buf.len - 1], '\n');
        cr_assert_null(memchr(line, '\n', buf.len - 1), "more than one line");
        object = json_loadb(line, buf.len, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);
        cr_assert_not_null(object, "Jansson: %s at %d: %.*s", error.text, error.position,
                           (int)buf.len, line);
    } else {
        cr_assert_eq(result, -ENOSPC);
    }
    free(line);
    return object;
}

json_t *object_at(json_t *object, const char *key) {
    json_t *member = json_object_get(object, key);

    cr_assert_not_null(member, "no key %s", key);
    return member;
}

const char *text_at(json_t *object, const char *key) {
    json_t *member = object_at(object, key);

    cr_assert(json_is_string(member), "%s is no string", key);
    return json_string_value(member);
}

long long number_at(json_t *object, const char *key) {
    json_t *member = object_at(object, key);

    cr_assert(json_is_integer(member), "%s is no integer", key);
    return json_integer_value(member);
}

const char *keys_of(json_t *object) {
    static char keys[512];
    const char *key;
    json_t *value;

    keys[0] = '\0';
    json_object_foreach(object, key, value) {
        if (keys[0])
            strcat(keys, " ");
        strcat(keys, key);
    }
    return keys;
}

void assert_task(json_t *task, int tgid, int tid) {
    cr_assert_str_eq(keys_of(task), "tgid tid");
    cr_assert_eq(number_at(task, "tgid"), tgid);
    cr_assert_eq(number_at(task, "tid"), tid);
}

void assert_flags(json_t *line, const char *const *names) {
    json_t *flags = object_at(line, "flags");
    size_t i = 0;

    for (; names[i]; i++)
        cr_assert_str_eq(json_string_value(json_array_get(flags, i)), names[i]);
    cr_assert_eq(json_array_size(flags), i);
}
