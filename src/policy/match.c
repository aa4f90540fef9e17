// SPDX-License-Identifier: MIT
// The value of "match": the criteria of a rule, and which events have all of them. Runs before
// anything is judged.
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "event/encode.h"
#include "policy/glob.h"
#include "policy/read.h"

#define COUNT(table) (sizeof(table) / sizeof(table)[0])
#define EVERY ((1u << CT_ON_COUNT) - 1)
#define GLOB_MAX 1023

static const char keys[][CT_READ_KEY_MAX] = {
    "event", "api", "flags", "exit_signal", "relation",
#define CT_BOOL(id, key, ...) #key,
#define CT_OVER(id, key, ...) #key,
#define CT_GLOB(id, key, ...) #key,
#include "policy/criteria.h"
};

// "create and namespace".
static const char *name_places(unsigned places, char text[48]) {
    size_t len = 0;

    text[0] = '\0';
    for (unsigned place = 0; place < CT_ON_COUNT; place++)
        if (places >> place & 1)
            len += (size_t)snprintf(text + len, 48 - len, "%s%s", len ? " and " : "",
                                    ct_words_event_name(place));
    return text;
}

bool ct_read_narrow(struct ct_reader *reader, unsigned *places, unsigned fit) {
    char here[48], there[48];
    const char *key = reader->path[reader->depth - 1].key;

    if (!(*places & fit))
        return ct_read_fail(reader, CT_READ_KEY,
                            "\"%s\" is for %s events, and the rest of this rule for %s events", key,
                            name_places(fit, there), name_places(*places, here));
    *places &= fit;
    return true;
}

static bool read_bool(struct ct_reader *reader, const json_t *value, bool *fact) {
    if (!json_is_boolean(value))
        return ct_read_expected(reader, value, "true or false");
    *fact = json_is_true(value);
    return true;
}

static bool read_over(struct ct_reader *reader, const json_t *value, long long max, unsigned scale,
                      uint64_t *fact) {
    char expected[64];

    if (!json_is_integer(value) || json_integer_value(value) < 0 ||
        json_integer_value(value) > max) {
        snprintf(expected, sizeof expected, "an integer from 0 to %lld", max);
        return ct_read_expected(reader, value, expected);
    }
    *fact = (uint64_t)json_integer_value(value) * scale;
    return true;
}

static bool read_glob(struct ct_reader *reader, const json_t *value, uint32_t *fact) {
    uint32_t at = ct_read_room(reader, sizeof(struct ct_glob)), text;
    struct ct_glob *glob = (struct ct_glob *)(void *)((char *)reader->policy + at);
    const char *fault;

    // The text follows what is made of it: glob->pattern.
    if (!ct_read_string(reader, value, 1, GLOB_MAX, "a glob of 1 to 1023 bytes", &text))
        return false;
    fault = ct_glob_fault(glob->pattern);
    if (fault)
        return ct_read_fail(reader, CT_READ_VALUE, "the glob %s", fault);
    ct_sieve_of_glob(&glob->sieve, glob->pattern);
    *fact = at;
    return true;
}

// A criterion of criteria.def; true for a key that is none of them.
static bool read_listed(struct ct_reader *reader, const char *name, const json_t *value,
                        struct ct_rule *rule, unsigned *places) {
#define CT_CRITERION(id, name_of, fits, read)                                                      \
    if (!strcmp(name, #name_of)) {                                                                 \
        rule->has |= CT_HAS_##id;                                                                  \
        return ct_read_narrow(reader, places, fits) && (read);                                     \
    }
#define CT_BOOL(id, key, fact, events, ...)                                                        \
    CT_CRITERION(id, key, events, read_bool(reader, value, &rule->fact))
#define CT_OVER(id, key, fact, scale, max, events, ...)                                            \
    CT_CRITERION(id, key, events, read_over(reader, value, max, scale, &rule->fact))
#define CT_GLOB(id, key, fact, events, ...)                                                        \
    CT_CRITERION(id, key, events, read_glob(reader, value, &rule->fact))
#include "policy/criteria.h"
    return true;
}

static bool read_event(struct ct_reader *reader, const json_t *value, unsigned *places) {
    int place;

    if (!ct_read_word(reader, value, CT_WORDS_EVENT, &place))
        return false;
    *places &= 1u << place;
    return true;
}

static bool read_exit_signal(struct ct_reader *reader, const json_t *value, struct ct_rule *rule,
                             unsigned *places) {
    int signal = 0;

    if (!ct_read_narrow(reader, places, 1 << CT_ON_CREATE))
        return false;
    if (!json_is_null(value) && !json_is_string(value))
        return ct_read_expected(reader, value, "a signal or null");
    if (json_is_string(value) && !ct_read_word(reader, value, CT_WORDS_SIGNAL, &signal))
        return false;
    rule->exit_signal = (uint8_t)signal;
    rule->has |= CT_HAS_EXIT_SIGNAL;
    return true;
}

static bool read_criterion(struct ct_reader *reader, const char *key, const json_t *value,
                           struct ct_rule *rule, unsigned *places) {
    if (!strcmp(key, "event"))
        return read_event(reader, value, places);
    if (!strcmp(key, "flags"))
        return ct_read_flags(reader, value, rule, places);
    if (!strcmp(key, "exit_signal"))
        return read_exit_signal(reader, value, rule, places);
    if (!strcmp(key, "relation"))
        return ct_read_narrow(reader, places, 1 << CT_ON_CREATE) &&
               ct_read_relation(reader, value, rule);
    return read_listed(reader, key, value, rule, places);
}

// The names of one function: libc gives some a second one.
static uint64_t with_alias(int api) {
    int alias = api == CT_API_FORK    ? CT_API_FORK_ALIAS
                : api == CT_API_VFORK ? CT_API_VFORK_ALIAS
                : api == CT_API_CLONE ? CT_API_CLONE_ALIAS
                                      : api;

    return UINT64_C(1) << api | UINT64_C(1) << alias;
}

static bool read_api(struct ct_reader *reader, const json_t *value, uint64_t *apis,
                     unsigned places) {
    char rest[48], own[48];
    unsigned events;
    int api;

    if (!ct_read_word(reader, value, CT_WORDS_API, &api))
        return false;
    events = ct_words_events((enum ct_api)api);
    if (!(events & places))
        return ct_read_fail(
            reader, CT_READ_VALUE, "%s makes %s events, and the rest of this rule is for %s events",
            ct_api_name((enum ct_api)api), name_places(events, own), name_places(places, rest));
    *apis |= with_alias(api);
    return true;
}

static bool read_apis(struct ct_reader *reader, const json_t *value, uint64_t *apis,
                      unsigned places) {
    if (!value) {
        *apis = UINT64_MAX;
        return true;
    }
    ct_read_enter_key(reader, "api");
    if (!json_is_array(value) || json_array_size(value) == 0)
        return ct_read_expected(reader, value, "an array of names of functions, [\"fork\"]");
    for (size_t i = 0; i < json_array_size(value); i++) {
        ct_read_enter_index(reader, i);
        if (!read_api(reader, json_array_get(value, i), apis, places))
            return false;
        ct_read_leave(reader);
    }
    ct_read_leave(reader);
    return true;
}

bool ct_read_match(struct ct_reader *reader, const struct json_t *match, struct ct_rule *rule) {
    unsigned places = EVERY;
    uint64_t apis = 0;

    if (!json_is_object(match))
        return ct_read_expected(reader, match, "an object of criteria");
    if (!ct_read_keys(reader, match, keys, COUNT(keys)))
        return false;
    for (unsigned i = 0; i < COUNT(keys); i++) {
        const json_t *value = json_object_get(match, keys[i]);

        if (!value || !strcmp(keys[i], "api"))
            continue;
        ct_read_enter_key(reader, keys[i]);
        if (!read_criterion(reader, keys[i], value, rule, &places))
            return false;
        ct_read_leave(reader);
    }
    // Last, since every other criterion narrows the events that an API has to have.
    if (!read_apis(reader, json_object_get(match, "api"), &apis, places))
        return false;
    for (unsigned place = 0; place < CT_ON_COUNT; place++)
        for (unsigned api = 0; api < CT_API_COUNT; api++)
            if (places & ct_words_events((enum ct_api)api) & 1u << place)
                rule->apis[place] |= apis & UINT64_C(1) << api;
    return true;
}
