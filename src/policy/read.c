// SPDX-License-Identifier: MIT
// What the parts of the loader share: messages with places, and the kinds of value that occur more
// than once. Runs before anything is judged; allocates and formats, so never on the way of a call.
#include "policy/read.h"

#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "event/suggest.h"

void ct_read_enter_key(struct ct_reader *reader, const char *key) {
    reader->path[reader->depth++] = (struct ct_step){.key = key};
}

void ct_read_enter_index(struct ct_reader *reader, size_t index) {
    reader->path[reader->depth++] = (struct ct_step){.index = index};
}

void ct_read_leave(struct ct_reader *reader) {
    reader->depth--;
}

const char *ct_read_show(const struct json_t *value, char text[CT_READ_SHOWN]) {
    char *whole;

    if (json_is_object(value) || json_is_array(value))
        return json_is_object(value) ? "an object" : "an array";
    whole = json_dumps(value, JSON_ENCODE_ANY | JSON_ENSURE_ASCII);
    if (snprintf(text, CT_READ_SHOWN, "%s", whole ? whole : "a value") >= CT_READ_SHOWN)
        memcpy(text + CT_READ_SHOWN - sizeof "...", "...", sizeof "...");
    free(whole);
    for (char *at = text; *at; at++)
        if (*at == 0x7f) // the one control character that JSON does not escape
            *at = '?';
    return text;
}

// "rules[2].match.flags: ", without the last step where that is the key that a message names.
static size_t put_path(const struct ct_reader *reader, enum ct_read_what what) {
    char *text = reader->error->message;
    size_t size = sizeof reader->error->message, len = 0;
    unsigned steps = reader->depth - (what == CT_READ_KEY);

    for (unsigned i = 0; i < steps && len < size / 2; i++) {
        if (reader->path[i].key)
            len +=
                (size_t)snprintf(text + len, size - len, "%s%s", i ? "." : "", reader->path[i].key);
        else
            len += (size_t)snprintf(text + len, size - len, "[%zu]", reader->path[i].index);
    }
    if (len)
        len += (size_t)snprintf(text + len, size - len, ": ");
    return len;
}

bool ct_read_fail(struct ct_reader *reader, enum ct_read_what what, const char *format, ...) {
    struct ct_policy_error *error = reader->error;
    size_t offset = ct_position_find(reader->text, reader->len, reader->path, reader->depth,
                                     what == CT_READ_KEY);
    struct ct_position position = ct_position_of(reader->text, reader->len, offset);
    size_t len = put_path(reader, what);
    va_list args;

    error->line = position.line;
    error->column = position.column;
    va_start(args, format);
    vsnprintf(error->message + len, sizeof error->message - len, format, args);
    va_end(args);
    return false;
}

bool ct_read_expected(struct ct_reader *reader, const struct json_t *found, const char *expected) {
    char text[CT_READ_SHOWN];

    return ct_read_fail(reader, CT_READ_VALUE, "expected %s, found %s", expected,
                        ct_read_show(found, text));
}

static bool refuse_key(struct ct_reader *reader, const char *key,
                       const char keys[][CT_READ_KEY_MAX], unsigned count) {
    struct ct_suggest suggest = {.word = key, .distance = (size_t)-1};
    char known[256] = "", text[CT_READ_SHOWN];
    json_t *shown = json_string(key);
    size_t len = 0;

    for (unsigned i = 0; i < count; i++) {
        ct_suggest_offer(&suggest, keys[i]);
        len += (size_t)snprintf(known + len, sizeof known - len, "%s%s", i ? ", " : "", keys[i]);
    }
    ct_read_enter_key(reader, key);
    if (ct_suggest_near(key, suggest.distance))
        ct_read_fail(reader, CT_READ_KEY, "unknown key %s; did you mean \"%s\"?",
                     ct_read_show(shown, text), suggest.best);
    else
        ct_read_fail(reader, CT_READ_KEY, "unknown key %s, expected one of %s",
                     ct_read_show(shown, text), known);
    json_decref(shown);
    return false;
}

bool ct_read_keys(struct ct_reader *reader, const struct json_t *object,
                  const char keys[][CT_READ_KEY_MAX], unsigned count) {
    json_t *members = (json_t *)object; // iterating does not change it
    const char *key;
    json_t *value;

    json_object_foreach(members, key, value) {
        unsigned i = 0;

        while (i < count && strcmp(keys[i], key) != 0)
            i++;
        if (i == count)
            return refuse_key(reader, key, keys, count);
    }
    return true;
}

static bool has_control(const char *text) {
    for (; *text; text++)
        if ((unsigned char)*text < ' ' || *text == 0x7f ||
            ((unsigned char)*text == 0xc2 && (unsigned char)text[1] < 0xa0)) // U+0080 to U+009F
            return true;
    return false;
}

// The strings of a policy need no more room than its text has: each had two quotes there.
static uint32_t keep(struct ct_policy *policy, const char *text) {
    uint32_t at = policy->size;

    memcpy((char *)policy + at, text, strlen(text) + 1);
    policy->size += (uint32_t)strlen(text) + 1;
    return at;
}

enum { ALIGN = _Alignof(struct ct_glob), GLOBS = 3 };

uint32_t ct_read_room(struct ct_reader *reader, size_t size) {
    struct ct_policy *policy = reader->policy;
    uint32_t at = (policy->size + ALIGN - 1) / ALIGN * ALIGN;

    policy->size = at + (uint32_t)size;
    return at;
}

size_t ct_read_block(const struct ct_reader *reader, size_t rules) {
    size_t one = sizeof(struct ct_rule) + sizeof(struct ct_event_match) + ALIGN +
                 GLOBS * (sizeof(struct ct_glob) + ALIGN);

    return sizeof(struct ct_policy) + rules * one + reader->len + 1;
}

bool ct_read_string(struct ct_reader *reader, const struct json_t *value, size_t min, size_t max,
                    const char *expected, uint32_t *at) {
    const char *text = json_string_value(value);

    if (!text || strlen(text) < min || strlen(text) > max || has_control(text))
        return ct_read_expected(reader, value, expected);
    *at = keep(reader->policy, text);
    return true;
}

bool ct_read_word(struct ct_reader *reader, const struct json_t *value, enum ct_words words,
                  int *word) {
    const char *name = json_string_value(value);
    const char *all = ct_words_all(words);
    char text[CT_READ_SHOWN], meant[CT_WORD_MAX];
    const char *nearest;

    if (!name)
        return ct_read_expected(reader, value, ct_words_kind(words));
    *word = ct_words_value(words, name);
    if (*word >= 0)
        return true;
    ct_read_show(value, text);
    nearest = ct_words_nearest(words, name, meant);
    if (nearest)
        return ct_read_fail(reader, CT_READ_VALUE, "%s is not %s; did you mean \"%s\"?", text,
                            ct_words_kind(words), nearest);
    if (all)
        return ct_read_fail(reader, CT_READ_VALUE, "%s is not %s: %s", text, ct_words_kind(words),
                            all);
    return ct_read_fail(reader, CT_READ_VALUE, "%s is not %s", text, ct_words_kind(words));
}
