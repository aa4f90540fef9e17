// SPDX-License-Identifier: MIT
// Understands an argument of `clonetrace flags`, or says in one line which part of it makes no
// sense and what may have been meant. Asks the flag table; prints nothing else.
#include "clonetrace/flags/flags_query.h"

#include <string.h>

#include "clonetrace/cli/fail.h"
#include "event/describe.h"
#include "event/encode.h"
#include "event/names.h"
#include "event/parse.h"
#include "event/suggest.h"

#define LOW 0xffffffffull

struct guess {
    const char *word; // what was typed
    const char *best;
    size_t distance;
};

static void offer(struct guess *guess, const char *name, const char *shown) {
    char lower[2][32] = {"", ""};
    const char *words[2] = {guess->word, name};
    size_t distance;

    for (int i = 0; i < 2; i++)
        for (size_t at = 0; words[i][at] && at < sizeof lower[i] - 1; at++)
            lower[i][at] = (char)(words[i][at] | 0x20);
    distance = ct_suggest_distance(lower[0], lower[1]);
    if (distance < guess->distance) {
        guess->distance = distance;
        guess->best = shown;
    }
}

// The flag, signal or, for a whole argument, API whose name is nearest; NULL when none is near.
static const char *nearest(const char *word, bool whole) {
    struct guess guess = {word, NULL, (size_t)-1};
    struct ct_flag_set set;
    const char *name;

    for (size_t i = 0; i < ct_flag_texts_count; i++) {
        if (ct_flag_texts[i].takes == CT_TAKES_UNSHARE)
            continue;
        offer(&guess, ct_flag_texts[i].name, ct_flag_texts[i].name);
        offer(&guess, strchr(ct_flag_texts[i].name, '_') + 1, ct_flag_texts[i].name);
    }
    for (int i = 1; i < 32; i++)
        if (ct_signal_name(i))
            offer(&guess, ct_signal_name(i), ct_signal_name(i));
    for (enum ct_api api = 0; whole && api < CT_API_COUNT; api++)
        offer(&guess, ct_api_name(api), ct_api_name(api));
    for (size_t at = 0; whole && (name = ct_producers_inside(&at, &set));)
        offer(&guess, name, name);
    return guess.best && ct_suggest_near(word, guess.distance) ? guess.best : NULL;
}

static bool is_inside(const char *name, struct ct_flag_set *set) {
    const char *known;

    for (size_t at = 0; (known = ct_producers_inside(&at, set));)
        if (!strcmp(known, name))
            return true;
    return false;
}

static int unknown_name(const char *part, bool whole) {
    const char *near = nearest(part, whole);
    struct ct_flag_set set;
    bool function = is_inside(part, &set);

    for (enum ct_api api = 0; api < CT_API_COUNT; api++)
        function |= !strcmp(ct_api_name(api), part);
    if (function)
        return ct_fail("flags: '%s' is a function; it stands alone, not in a set of flags", part);
    if (near)
        return ct_fail("flags: no flag, signal or function is called '%s'; did you mean '%s'?",
                       part, near);
    return ct_fail("flags: no flag, signal or function is called '%s'; 'clonetrace flags --all' "
                   "lists the flags",
                   part);
}

static int explain(const char *text, const struct ct_parse_error *error) {
    char part[64];
    bool whole = error->len == strlen(text);

    snprintf(part, sizeof part, "%.*s", (int)(error->len < sizeof part ? error->len : 60),
             error->at);
    switch (error->fault) {
    case CT_PARSE_EMPTY:
        if (error->at == text && !*error->at)
            return ct_fail(
                "flags: an empty argument; give a number, names joined by |, or a function");
        return ct_fail("flags: '%s' has nothing before or after a |", text);
    case CT_PARSE_NUMBER:
        return ct_fail("flags: '%s' is no number; hexadecimal starts with 0x, octal with 0", part);
    case CT_PARSE_RANGE:
        return ct_fail("flags: '%s' needs more than 64 bits", part);
    case CT_PARSE_UNSHARE:
        return ct_fail("flags: %s is for unshare alone, where it has the bit of "
                       "CLONE_PARENT_SETTID; to create a task: CLONE_EMPTY_MNTNS",
                       part);
    case CT_PARSE_TWO_SIGNALS:
        return ct_fail("flags: '%s' is a second exit signal; a task has one", part);
    default:
        return unknown_name(part, whole);
    }
}

static int parse_api(struct ct_flags_query *query, enum ct_api api) {
    query->is_api = true;
    query->api = api;
    if (ct_producers_here(api, &query->here) == 0) {
        query->set = (struct ct_flag_set){query->here.flags, (unsigned)query->here.exit_signal};
        return 0;
    }
    if (api == CT_API_CLONE || api == CT_API_CLONE_ALIAS || api == CT_API_SYSCALL ||
        api == CT_API_UNSHARE)
        return ct_fail("flags: %s passes what its caller gives it; ask for those flags, e.g. "
                       "clonetrace flags 0x4111",
                       query->text);
    return ct_fail("flags: %s creates no task, so it passes no clone flags", query->text);
}

int ct_flags_query_parse(struct ct_flags_query *query, const char *text) {
    struct ct_parse_error error;

    *query = (struct ct_flags_query){.text = text};
    for (enum ct_api api = 0; api < CT_API_COUNT; api++)
        if (!strcmp(ct_api_name(api), text))
            return parse_api(query, api);
    query->is_inside = is_inside(text, &query->set);
    if (query->is_inside)
        return 0;
    if (ct_flags_parse(text, &query->set, &error))
        return explain(text, &error);
    return 0;
}

static struct ct_flags_answer answer(const struct ct_flag_set *set, const char *entry,
                                     unsigned takes) {
    struct ct_flags_answer out = {.entry = entry, .takes = takes};
    const struct ct_refusal *refusal;
    size_t at = 0;

    out.unknown = ct_flags_unknown(set->flags, takes, CT_KERNEL_KNOWN);
    out.refused = out.unknown != 0;
    if (takes == CT_TAKES_CLONE)
        out.lost = set->flags & ~(LOW & ~(uint64_t)CT_FLAG_CSIGNAL);
    while ((refusal = ct_refusal_next(&at, set, takes)))
        if (refusal->verdict == CT_REFUSES_ALWAYS && ct_refusal_holds(refusal, CT_KERNEL_KNOWN))
            out.refused = true;
    return out;
}

size_t ct_flags_query_answers(const struct ct_flag_set *set,
                              struct ct_flags_answer answers[CT_FLAGS_ANSWERS]) {
    answers[0] = answer(set, "clone", CT_TAKES_CLONE);
    answers[1] = answer(set, "clone3", CT_TAKES_CLONE3);
    if (!set->flags || set->exit_signal ||
        ct_flags_unknown(set->flags, CT_TAKES_UNSHARE, CT_KERNEL_KNOWN))
        return 2;
    answers[2] = answer(set, "unshare", CT_TAKES_UNSHARE);
    return 3;
}
