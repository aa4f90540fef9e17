// SPDX-License-Identifier: MIT
#ifndef CT_POLICY_REACH_H
#define CT_POLICY_REACH_H

#include "policy/rule.h"

// Whether rule `first` provably matches every call that rule `then` matches. True is certain;
// false is not: several rules together may cover one, and globs are compared as text.
bool ct_reach_covers(const struct ct_policy *policy, unsigned first, unsigned then);

#endif
