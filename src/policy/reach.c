// SPDX-License-Identifier: MIT
// Which rule leaves nothing to another. Says so only where each criterion of the former follows
// from one of the latter.
#include "policy/reach.h"

#include <string.h>

#include "policy/glob.h"

static bool flags_follow(const struct ct_flag_test *first, const struct ct_flag_test *then) {
    if (first->all & ~then->all || first->none & ~then->none)
        return false;
    return !first->any || first->any & then->all || (then->any && !(then->any & ~first->any));
}

static bool glob_follows(const struct ct_policy *policy, uint32_t first, uint32_t then) {
    const char *wide = ct_policy_glob(policy, first)->pattern;
    const char *narrow = ct_policy_glob(policy, then)->pattern;

    if (wide[strspn(wide, "*")] == '\0' || !strcmp(wide, narrow))
        return true;
    return ct_glob_is_plain(narrow) && ct_glob_match(wide, narrow);
}

bool ct_reach_covers(const struct ct_policy *policy, unsigned first, unsigned then) {
    const struct ct_rule *wide = &policy->rules[first], *narrow = &policy->rules[then];

    for (unsigned place = 0; place < CT_ON_COUNT; place++)
        if (narrow->apis[place] & ~wide->apis[place] ||
            (narrow->apis[place] && !flags_follow(&wide->flags[place], &narrow->flags[place])))
            return false;
    if (wide->has & ~narrow->has & ~CT_HAS_FLAGS)
        return false;
    if (wide->has & CT_HAS_EXIT_SIGNAL && wide->exit_signal != narrow->exit_signal)
        return false;
#define CT_BOOL(id, key, fact, ...)                                                                \
    if (wide->has & CT_HAS_##id && wide->fact != narrow->fact)                                     \
        return false;
#define CT_OVER(id, key, fact, ...)                                                                \
    if (wide->has & CT_HAS_##id && wide->fact > narrow->fact)                                      \
        return false;
#define CT_GLOB(id, key, fact, ...)                                                                \
    if (wide->has & CT_HAS_##id && !glob_follows(policy, wide->fact, narrow->fact))                \
        return false;
#include "policy/criteria.h"
    return true;
}
