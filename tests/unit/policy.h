// SPDX-License-Identifier: MIT
#ifndef CT_TEST_POLICY_H
#define CT_TEST_POLICY_H

#include "policy/load.h"

// A policy from its text, which has to be right. The caller destroys it.
struct ct_policy *policy_of(const char *text);

// The same of one rule, `{"id": "r", "match": MATCH, "action": "deny"}`.
struct ct_policy *policy_matching(const char *match);

// What the policy decides on one call.
struct ct_decision decision_of(const struct ct_policy *policy, struct ct_facts facts);
#define DECIDE(policy, ...) decision_of(policy, (struct ct_facts){__VA_ARGS__})

// Whether a rule with this match takes the call.
bool policy_takes(const char *match, struct ct_facts facts);
#define TAKES(match, ...) policy_takes(match, (struct ct_facts){__VA_ARGS__})

#endif
