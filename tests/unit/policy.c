// SPDX-License-Identifier: MIT
// Policies for tests, from text.
#include "policy.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

struct ct_policy *policy_of(const char *text) {
    struct ct_policy *policy;
    struct ct_policy_error error;

    cr_assert_eq(ct_policy_load(text, strlen(text), &policy, &error), 0, "%u:%u: %s in\n%s",
                 error.line, error.column, error.message, text);
    return policy;
}

struct ct_policy *policy_matching(const char *match) {
    char text[4096];

    snprintf(text, sizeof text,
             "{\"version\":1,\"rules\":[{\"id\":\"r\",\"match\":%s,\"action\":\"deny\"}]}", match);
    return policy_of(text);
}

struct ct_decision decision_of(const struct ct_policy *policy, struct ct_facts facts) {
    struct ct_decision decision;

    ct_policy_decide(policy, &facts, &decision);
    return decision;
}

bool policy_takes(const char *match, struct ct_facts facts) {
    struct ct_policy *policy = policy_matching(match);
    struct ct_decision decision = decision_of(policy, facts);

    ct_policy_destroy(policy);
    cr_assert_eq(decision.action, decision.matched ? CT_ACTION_DENY : CT_ACTION_ALLOW);
    return decision.matched;
}
