// SPDX-License-Identifier: MIT
// The criteria "flags" and "relation": masks for each kind of event that has flags. Refuses sets
// that no call can have.
#include <jansson.h>
#include <linux/sched.h>
#include <string.h>

#include "policy/read.h"

enum { ALL, ANY, NONE, LISTS };

static const char keys[LISTS][CT_READ_KEY_MAX] = {[ALL] = "all", [ANY] = "any", [NONE] = "none"};

static uint64_t *mask_of(struct ct_rule *rule, unsigned list, unsigned place) {
    struct ct_flag_test *test = &rule->flags[place];

    return list == ALL ? &test->all : list == ANY ? &test->any : &test->none;
}

// "0x2000": how the log shows a bit that has no name.
static bool read_number(struct ct_reader *reader, const char *text, uint64_t *bits) {
    static const char hex[] = "0123456789abcdef";

    for (const char *at = text + 2; *at; at++) {
        const char *digit = strchr(hex, *at);

        if (!digit || at - text == 18)
            return ct_read_fail(reader, CT_READ_VALUE, "expected 0x and 1 to 16 digits of 0-9 a-f");
        *bits = *bits << 4 | (uint64_t)(digit - hex);
    }
    if (!*bits || *bits & 0x7f)
        return ct_read_fail(reader, CT_READ_VALUE,
                            "expected flags, which are above the 0x7f of the exit signal");
    return true;
}

// The bits of one element for each kind of event, 0 where it means nothing there.
static bool read_flag(struct ct_reader *reader, const json_t *value, uint64_t bits[CT_ON_COUNT]) {
    const char *text = json_string_value(value);
    int flag;

    memset(bits, 0, CT_ON_COUNT * sizeof *bits);
    if (text && !strncmp(text, "0x", 2)) {
        if (!read_number(reader, text, &bits[CT_ON_CREATE]))
            return false;
        bits[CT_ON_NAMESPACE] = bits[CT_ON_CREATE];
        return true;
    }
    if (!ct_read_word(reader, value, CT_WORDS_FLAG, &flag))
        return false;
    for (unsigned place = 0; place < CT_ON_COUNT; place++)
        bits[place] = ct_words_flag(flag, place);
    return true;
}

// An event that lacks a flag of "all", or every flag of "any", cannot match.
static bool narrow(struct ct_reader *reader, unsigned *places, const uint64_t bits[CT_ON_COUNT]) {
    unsigned fit = 0;

    for (unsigned place = 0; place < CT_ON_COUNT; place++)
        fit |= bits[place] ? 1u << place : 0;
    *places &= fit;
    return *places || ct_read_fail(reader, CT_READ_VALUE,
                                   fit & 1 << CT_ON_CREATE
                                       ? "unshare and setns take no such flag, and the rest of "
                                         "this rule is for namespace events"
                                       : "only unshare takes this flag, and the rest of this rule "
                                         "is for create events");
}

static bool read_list(struct ct_reader *reader, const json_t *value, unsigned list,
                      struct ct_rule *rule, unsigned *places) {
    uint64_t bits[CT_ON_COUNT], any[CT_ON_COUNT] = {0};

    if (!json_is_array(value) || json_array_size(value) == 0)
        return ct_read_expected(reader, value, "an array of flags, [\"CLONE_VM\"]");
    for (size_t i = 0; i < json_array_size(value); i++) {
        ct_read_enter_index(reader, i);
        if (!read_flag(reader, json_array_get(value, i), bits) ||
            (list == ALL && !narrow(reader, places, bits)))
            return false;
        ct_read_leave(reader);
        for (unsigned place = 0; place < CT_ON_COUNT; place++) {
            *mask_of(rule, list, place) |= bits[place];
            any[place] |= bits[place];
        }
    }
    return list != ANY || narrow(reader, places, any);
}

static bool refuse(struct ct_reader *reader, uint64_t both) {
    const struct ct_flag *flag = ct_flag_next(&both, CT_FLAGS_CREATE);

    return ct_read_fail(reader, CT_READ_VALUE,
                        "no call can match: %s has to be set and must not be set",
                        flag ? flag->name : "a bit");
}

// Leaves out events whose masks contradict each other; refuses the rule where no event is left.
static bool check(struct ct_reader *reader, struct ct_rule *rule, unsigned *places) {
    uint64_t both = 0;

    for (unsigned place = 0; place < CT_ON_COUNT; place++) {
        struct ct_flag_test *test = &rule->flags[place];

        if (!(*places >> place & 1))
            continue;
        both = test->all & test->none;
        if (test->any && !(test->any & ~test->none))
            both |= test->any;
        if (both)
            *places &= ~(1u << place);
        test->any &= test->any & test->all ? 0 : ~test->none; // what it still has to say
    }
    return *places || refuse(reader, both);
}

bool ct_read_flags(struct ct_reader *reader, const struct json_t *flags, struct ct_rule *rule,
                   unsigned *places) {
    if (!ct_read_narrow(reader, places, 1 << CT_ON_CREATE | 1 << CT_ON_NAMESPACE))
        return false;
    if (!json_is_object(flags) || json_object_size(flags) == 0)
        return ct_read_expected(reader, flags, "an object with all, any or none");
    if (!ct_read_keys(reader, flags, keys, LISTS))
        return false;
    for (unsigned list = 0; list < LISTS; list++) {
        const json_t *value = json_object_get(flags, keys[list]);

        if (!value)
            continue;
        ct_read_enter_key(reader, keys[list]);
        if (!read_list(reader, value, list, rule, places))
            return false;
        ct_read_leave(reader);
    }
    rule->has |= CT_HAS_FLAGS;
    return check(reader, rule, places);
}

bool ct_read_relation(struct ct_reader *reader, const struct json_t *relation,
                      struct ct_rule *rule) {
    struct ct_flag_test *test = &rule->flags[CT_ON_CREATE];
    unsigned places = 1 << CT_ON_CREATE;
    int thread;

    if (!ct_read_word(reader, relation, CT_WORDS_RELATION, &thread))
        return false;
    *(thread ? &test->all : &test->none) |= CLONE_THREAD;
    rule->has |= CT_HAS_FLAGS;
    return check(reader, rule, &places);
}
