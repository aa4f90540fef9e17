// SPDX-License-Identifier: MIT
// What can be known of rules before a call is judged. Runs while a policy is loaded and never
// after: nobody may be judging by it.
#include "policy/settle.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "policy/glob.h"

void ct_settle_calls(struct ct_policy *policy, unsigned index) {
    const struct ct_rule *rule = &policy->rules[index];
    unsigned needs = rule->has & ~(CT_HAS_FLAGS | CT_HAS_EXIT_SIGNAL);

    for (unsigned place = 0; place < CT_ON_COUNT; place++)
        for (unsigned api = 0; api < CT_API_COUNT; api++)
            if (rule->apis[place] >> api & 1) {
                struct ct_policy_call *call = &policy->calls[place][api];

                call->rules |= UINT64_C(1) << index;
                call->needs |= needs | CT_NEEDS_DECISION;
            }
}

void ct_settle_rule(struct ct_policy *policy, unsigned index) {
    policy->matches[index].rule = ct_policy_rule_id(policy, index);
    policy->matches[index].action = ct_action_name(ct_policy_rule_action(policy, index));
    ct_settle_calls(policy, index);
}

static void settle_exe(const struct ct_policy *policy, struct ct_rule *rule, const char *exe) {
    if (!(rule->has & CT_HAS_EXE))
        return;
    rule->has &= (uint16_t)~CT_HAS_EXE;
    if (!exe || !ct_glob_match(ct_policy_glob(policy, rule->exe)->pattern, exe))
        memset(rule->apis, 0, sizeof rule->apis);
}

int ct_settle_exe(struct ct_policy *policy, const char *exe) {
    if (mprotect(policy, policy->room, PROT_READ | PROT_WRITE) != 0)
        return -errno;
    memset(policy->calls, 0, sizeof policy->calls);
    for (unsigned i = 0; i < policy->rule_count; i++) {
        settle_exe(policy, &policy->rules[i], exe);
        ct_settle_calls(policy, i);
    }
    mprotect(policy, policy->room, PROT_READ);
    return 0;
}
