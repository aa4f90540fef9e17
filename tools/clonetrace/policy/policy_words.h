// SPDX-License-Identifier: MIT
#ifndef CT_TOOL_POLICY_WORDS_H
#define CT_TOOL_POLICY_WORDS_H

#include "policy/rule.h"

// A rule in words. The caller frees the texts, which are one line of UTF-8.

// What it matches: "every creation with CLONE_VM and without CLONE_VFORK".
char *ct_policy_words_match(const struct ct_policy *policy, unsigned rule);

// The part of that which nobody knows before the program runs: "while the process has several
// threads"; "" where there is none.
char *ct_policy_words_condition(const struct ct_policy *policy, unsigned rule);

// What it does: "refuses with EPERM".
char *ct_policy_words_action(const struct ct_policy *policy, unsigned rule);

#endif
