// SPDX-License-Identifier: MIT
#ifndef CT_POLICY_SETTLE_H
#define CT_POLICY_SETTLE_H

#include "policy/rule.h"

// What follows from a rule for every call alike, worked out before the first one.

// After a rule is read: what its calls need to know, and how events name it.
void ct_settle_rule(struct ct_policy *policy, unsigned index);

// The part of it that is about calls: adds the rule to those that it may match.
void ct_settle_calls(struct ct_policy *policy, unsigned index);

// For a process that runs this program (NULL where that is not known) until it ends: no rule has
// `exe` any more. Those that it fails match nothing, and the others are rid of it. -errno where the
// policy could not be made writable for it; it is then as it was.
int ct_settle_exe(struct ct_policy *policy, const char *exe);

#endif
