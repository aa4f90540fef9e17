// SPDX-License-Identifier: MIT
// Rules in words, from what the judge works with and not from the file, so that the words are what
// is done.
#include "clonetrace/policy/policy_words.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "clonetrace/cli/fail.h"
#include "event/encode.h"
#include "event/flags.h"
#include "event/names.h"
#include "policy/words.h"

struct words {
    FILE *out;
    char *text;
    size_t len;
};

static void begin(struct words *words) {
    *words = (struct words){0};
    words->out = open_memstream(&words->text, &words->len);
    if (!words->out)
        exit(ct_fail("out of memory"));
}

static char *finish(struct words *words) {
    if (fclose(words->out))
        exit(ct_fail("out of memory"));
    return words->text;
}

static uint64_t apis_of(unsigned place) {
    uint64_t apis = 0;

    for (unsigned api = 0; api < CT_API_COUNT; api++)
        if (ct_words_events((enum ct_api)api) >> place & 1)
            apis |= UINT64_C(1) << api;
    return apis;
}

static void put_apis(FILE *out, uint64_t apis) {
    const char *between = " by ";

    for (unsigned api = 0; api < CT_API_COUNT; api++) {
        if (!(apis >> api & 1))
            continue;
        fprintf(out, "%s%s", between, ct_api_name((enum ct_api)api));
        between = ", ";
    }
}

// "every creation", "every exec by execve, execv".
static void put_events(FILE *out, const struct ct_rule *rule) {
    static const char *const names[] = {"creation", "exec", "namespace call"};
    const char *between = "every ";

    for (unsigned place = 0; place < CT_ON_COUNT; place++) {
        if (!rule->apis[place])
            continue;
        fprintf(out, "%s%s", between, names[place]);
        if (rule->apis[place] != apis_of(place))
            put_apis(out, rule->apis[place]);
        between = " and every ";
    }
}

static void put_names(FILE *out, uint64_t flags, enum ct_flag_space space, const char *between,
                      const char **before) {
    const struct ct_flag *flag;

    while ((flag = ct_flag_next(&flags, space))) {
        fprintf(out, "%s%s", *before, flag->name);
        *before = between;
    }
    if (flags) {
        fprintf(out, "%s0x%" PRIx64, *before, flags);
        *before = between;
    }
}

// The flags of both kinds of event, each named once.
static void put_flags(FILE *out, const char *before, const char *between, uint64_t create,
                      uint64_t ns) {
    const struct ct_flag *other;
    uint64_t own = 0;

    for (unsigned bit = 0; bit < 64; bit++) {
        other = ct_flag_at(bit, CT_FLAGS_UNSHARE);
        if (ns >> bit & 1 && (!(create >> bit & 1) || (other && other->takes == CT_TAKES_UNSHARE)))
            own |= UINT64_C(1) << bit;
    }
    put_names(out, create, CT_FLAGS_CREATE, between, &before);
    put_names(out, own, CT_FLAGS_UNSHARE, between, &before);
}

static void put_flag_tests(FILE *out, const struct ct_rule *rule) {
    struct ct_flag_test create = rule->flags[CT_ON_CREATE], ns = rule->flags[CT_ON_NAMESPACE];

    if (!rule->apis[CT_ON_CREATE])
        create = (struct ct_flag_test){0};
    if (!rule->apis[CT_ON_NAMESPACE])
        ns = (struct ct_flag_test){0};
    put_flags(out, " with ", " and ", create.all, ns.all);
    put_flags(out, " with ", " or ", create.any, ns.any);
    put_flags(out, " without ", " and without ", create.none, ns.none);
}

static void put_exit_signal(FILE *out, int signal) {
    char text[24];
    struct ct_buf buf;

    if (!signal) {
        fputs(" with no exit signal", out);
        return;
    }
    ct_buf_init(&buf, text, sizeof text);
    ct_signal_write(&buf, signal);
    fprintf(out, " with exit signal %.*s", (int)buf.len, text);
}

static void put_condition(FILE *out, const struct ct_policy *policy, const struct ct_rule *rule) {
    const char *before = "";

#define CT_BOOL(id, key, fact, events, if_true, if_false)                                          \
    if (rule->has & CT_HAS_##id) {                                                                 \
        fprintf(out, "%s%s", before, rule->fact ? if_true : if_false);                             \
        before = ", ";                                                                             \
    }
#define CT_OVER(id, key, fact, scale, max, events, words, after)                                   \
    if (rule->has & CT_HAS_##id) {                                                                 \
        fprintf(out, "%s" words " %" PRIu64 " " after, before, rule->fact / scale);                \
        before = ", ";                                                                             \
    }
#define CT_GLOB(id, key, fact, events, words)                                                      \
    if (rule->has & CT_HAS_##id) {                                                                 \
        fprintf(out, "%s" words " '%s'", before, ct_policy_glob(policy, rule->fact)->pattern);     \
        before = ", ";                                                                             \
    }
#include "policy/criteria.h"
}

char *ct_policy_words_match(const struct ct_policy *policy, unsigned rule) {
    const struct ct_rule *it = &policy->rules[rule];
    struct words words;

    begin(&words);
    put_events(words.out, it);
    if (it->has & CT_HAS_FLAGS)
        put_flag_tests(words.out, it);
    if (it->has & CT_HAS_EXIT_SIGNAL)
        put_exit_signal(words.out, it->exit_signal);
    if (it->has & ~(CT_HAS_FLAGS | CT_HAS_EXIT_SIGNAL))
        fputs(", ", words.out);
    put_condition(words.out, policy, it);
    return finish(&words);
}

char *ct_policy_words_condition(const struct ct_policy *policy, unsigned rule) {
    struct words words;

    begin(&words);
    put_condition(words.out, policy, &policy->rules[rule]);
    return finish(&words);
}

char *ct_policy_words_action(const struct ct_policy *policy, unsigned rule) {
    switch (ct_policy_rule_action(policy, rule)) {
    case CT_ACTION_ALLOW:
        return ct_format("lets pass");
    case CT_ACTION_WARN:
        return ct_format("notes");
    case CT_ACTION_DENY:
        return ct_format("refuses with %s", ct_errno_name(policy->rules[rule].error));
    default:
        return ct_format("ends the process with SIGABRT at");
    }
}
