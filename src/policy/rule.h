// SPDX-License-Identifier: MIT
#ifndef CT_POLICY_RULE_H
#define CT_POLICY_RULE_H

#include "policy/policy.h"

// The inside of a policy: for those that make one (load.c) and those that translate one (the
// kernel filter, `clonetrace policy explain`). Everybody else uses policy.h.

// The kinds of event that a rule can judge are the first of these three places of arrays.
enum { CT_ON_CREATE, CT_ON_EXEC, CT_ON_NAMESPACE, CT_ON_COUNT };

// The place of a kind, CT_ON_COUNT for a kind that no rule judges.
static inline unsigned ct_rule_place(enum ct_event_kind kind) {
    return kind == CT_EVENT_CREATE      ? CT_ON_CREATE
           : kind == CT_EVENT_EXEC      ? CT_ON_EXEC
           : kind == CT_EVENT_NAMESPACE ? CT_ON_NAMESPACE
                                        : CT_ON_COUNT;
}

// Criteria that a rule has. `event`, `api` and `relation` have no bit: event and api are in `apis`,
// relation is CLONE_THREAD among the flags.
enum {
    CT_HAS_FLAGS = 1,
    CT_HAS_EXIT_SIGNAL = 2,
    CT_HAS_EXE = 4,
    CT_HAS_MODULE = 8,
    CT_HAS_PATH = 16,
    CT_HAS_MULTITHREADED = 32,
    CT_HAS_RSS = 64,
    CT_HAS_DEPTH = 128,
    CT_HAS_COUNT = 256,
};

struct ct_flag_test {
    uint64_t all;
    uint64_t any; // 0: not asked for
    uint64_t none;
};

struct ct_rule {
    uint64_t apis[CT_ON_COUNT]; // 1 << api; 0 where the rule matches no event of that kind
    struct ct_flag_test flags[CT_ON_COUNT]; // a bit may mean another flag to unshare(2)
    uint64_t rss_kib;                       // matches above it, likewise depth and count
    uint64_t depth;
    uint64_t count;
    uint16_t has; // CT_HAS_*
    uint8_t exit_signal;
    bool multithreaded;
    uint8_t action; // enum ct_action
    uint16_t error; // errno value for CT_ACTION_DENY
    uint32_t id;    // strings are bytes from the start of the policy
    uint32_t reason;
    uint32_t exe;
    uint32_t module;
    uint32_t path;
};

struct ct_policy {
    uint32_t size; // of the whole block
    uint32_t description;
    uint32_t rule_count;
    uint8_t needs[CT_ON_COUNT][CT_API_COUNT];
    struct ct_rule rules[];
};

static inline const char *ct_policy_text(const struct ct_policy *policy, uint32_t at) {
    return (const char *)policy + at;
}

#endif
