// SPDX-License-Identifier: MIT
// Judges one call by the rules of a policy. Pure: nothing here allocates, locks, looks anything up
// or keeps anything from one call to the next.
#include "policy/policy.h"

#include "policy/glob.h"
#include "policy/rule.h"
#include "base/poison.h"

_Static_assert(CT_API_COUNT <= 64, "an API is one bit of ct_rule.apis");
_Static_assert(CT_CRITERIA <= 16, "a criterion is one bit of ct_rule.has");
_Static_assert(CT_POLICY_RULES_MAX <= 64, "a rule is one bit of ct_decision.matched");

// What a decision has made of its texts: of those alone that a rule came to ask for.
struct looked {
#define CT_GLOB(id, key, fact, ...) struct ct_sieve_text fact;
#include "policy/criteria.h"
};

// Three times in the code, since the call would cost more than what it does.
static inline __attribute__((always_inline)) bool fits_glob(const struct ct_policy *policy,
                                                            uint32_t at, const char *text,
                                                            struct ct_sieve_text *seen) {
    const struct ct_glob *glob = ct_policy_glob(policy, at);

    if (__builtin_expect(!seen->text, false)) { // once a decision
        if (!text)
            return false;
        ct_sieve_look(seen, text);
    }
    return ct_sieve_passes(&glob->sieve, seen) && ct_glob_match(glob->pattern, text);
}

enum {
    TEXTS = 0
#define CT_GLOB(id, ...) | CT_HAS_##id
#include "policy/criteria.h"
    ,
    NUMBERS = (1 << CT_CRITERIA) - 1 - CT_HAS_FLAGS - TEXTS,
};

static inline bool fits_numbers(const struct ct_rule *rule, const struct ct_facts *facts) {
    unsigned has = rule->has;

    if (has & CT_HAS_EXIT_SIGNAL && rule->exit_signal != facts->exit_signal)
        return false;
#define CT_BOOL(id, key, fact, ...)                                                                \
    if (has & CT_HAS_##id && rule->fact != facts->fact)                                            \
        return false;
#define CT_OVER(id, key, fact, ...)                                                                \
    if (has & CT_HAS_##id && facts->fact <= rule->fact)                                            \
        return false;
#include "policy/criteria.h"
    return true;
}

static inline bool fits_texts(const struct ct_policy *policy, const struct ct_rule *rule,
                              const struct ct_facts *facts, struct looked *looked) {
    unsigned has = rule->has;

#define CT_GLOB(id, key, fact, ...)                                                                \
    if (has & CT_HAS_##id && !fits_glob(policy, rule->fact, facts->fact, &looked->fact))           \
        return false;
#include "policy/criteria.h"
    return true;
}

static bool fits(const struct ct_policy *policy, const struct ct_rule *rule, unsigned place,
                 const struct ct_facts *facts, struct looked *looked) {
    const struct ct_flag_test *test = &rule->flags[place];

    if (rule->has & CT_HAS_FLAGS &&
        ((facts->flags & test->all) != test->all || facts->flags & test->none ||
         (test->any && !(facts->flags & test->any))))
        return false;
    if (rule->has & NUMBERS && !fits_numbers(rule, facts))
        return false;
    return !(rule->has & TEXTS) || fits_texts(policy, rule, facts, looked);
}

void ct_policy_decide(const struct ct_policy *policy, const struct ct_facts *facts,
                      struct ct_decision *decision) {
    unsigned place = ct_rule_place(facts->kind);
    uint64_t matched = 0;
    struct looked looked;

#define CT_GLOB(id, key, fact, ...) looked.fact.text = NULL;
#include "policy/criteria.h"
    decision->action = CT_ACTION_ALLOW;
    decision->error = 0;
    decision->rule = CT_POLICY_NO_RULE;
    decision->matched = 0;
    if (place == CT_ON_COUNT)
        return;
    for (uint64_t left = policy->calls[place][facts->api].rules; left; left &= left - 1) {
        const unsigned i = (unsigned)__builtin_ctzll(left);
        const struct ct_rule *rule = &policy->rules[i];

        if (!fits(policy, rule, place, facts, &looked))
            continue;
        matched |= (uint64_t)1 << i;
        decision->action = rule->action;
        if (rule->action == CT_ACTION_WARN)
            continue;
        decision->error = rule->error;
        decision->rule = i;
        break;
    }
    decision->matched = matched;
}

unsigned ct_policy_needs(const struct ct_policy *policy, enum ct_event_kind kind, enum ct_api api) {
    unsigned place = ct_rule_place(kind);

    return place < CT_ON_COUNT && api < CT_API_COUNT ? policy->calls[place][api].needs : 0;
}

unsigned ct_policy_rule_count(const struct ct_policy *policy) {
    return policy->rule_count;
}

const char *ct_policy_rule_id(const struct ct_policy *policy, unsigned rule) {
    return ct_policy_text(policy, policy->rules[rule].id);
}

const char *ct_policy_rule_reason(const struct ct_policy *policy, unsigned rule) {
    return ct_policy_text(policy, policy->rules[rule].reason);
}

const struct ct_event_match *ct_policy_matches(const struct ct_policy *policy) {
    return policy->matches;
}

enum ct_action ct_policy_rule_action(const struct ct_policy *policy, unsigned rule) {
    return policy->rules[rule].action;
}

const char *ct_policy_description(const struct ct_policy *policy) {
    return ct_policy_text(policy, policy->description);
}

const char *ct_action_name(enum ct_action action) {
    static const char names[][8] = {"allow", "warn", "deny", "kill"};

    return action < CT_ACTIONS ? names[action] : "unknown";
}
