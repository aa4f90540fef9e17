// SPDX-License-Identifier: MIT
#ifndef CT_POLICY_RULE_H
#define CT_POLICY_RULE_H

#include "policy/policy.h"
#include "policy/sieve.h"

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

// The criteria that a rule has, CT_HAS_MULTITHREADED and so on for those of criteria.def. `event`,
// `api` and `relation` have no bit: event and api are in `apis`, relation is CLONE_THREAD among the
// flags.
enum {
    CT_HAS_FLAGS = 1 << CT_CRITERION_FLAGS,
    CT_HAS_EXIT_SIGNAL = 1 << CT_CRITERION_EXIT_SIGNAL,
#define CT_BOOL(id, ...) CT_HAS_##id = 1 << CT_CRITERION_##id,
#define CT_OVER(id, ...) CT_HAS_##id = 1 << CT_CRITERION_##id,
#define CT_GLOB(id, ...) CT_HAS_##id = 1 << CT_CRITERION_##id,
#include "policy/criteria.h"
};

struct ct_flag_test {
    uint64_t all;
    uint64_t any; // 0: not asked for
    uint64_t none;
};

// Members that are named as members of struct ct_facts hold what those are compared with, where
// `has` has their bit.
struct ct_rule {
    uint64_t apis[CT_ON_COUNT]; // 1 << api; 0 where the rule matches no event of that kind
    struct ct_flag_test flags[CT_ON_COUNT]; // a bit may mean another flag to unshare(2)
    uint16_t has;                           // CT_HAS_*
    uint16_t error;                         // errno value for CT_ACTION_DENY
    uint8_t exit_signal;
    uint8_t action; // enum ct_action
    uint32_t id;    // strings and globs are at bytes from the start of the policy
    uint32_t reason;
#define CT_BOOL(id, key, fact, ...) bool fact;
#define CT_OVER(id, key, fact, ...) uint64_t fact; // matches what is above it
#define CT_GLOB(id, key, fact, ...) uint32_t fact;
#include "policy/criteria.h"
};

struct ct_glob {
    struct ct_sieve sieve;
    char pattern[];
};

// Of one function, as one kind of event.
struct ct_policy_call {
    uint64_t rules; // 1 << index of each that may match it
    uint32_t needs; // CT_NEEDS_*
};

// `matches` and what it points to are in the block too.
struct ct_policy {
    struct ct_event_match *matches; // one for each rule
    uint32_t size;                  // what of the block is used, and the whole of it
    uint32_t room;
    uint32_t description;
    uint32_t rule_count;
    struct ct_policy_call calls[CT_ON_COUNT][CT_API_COUNT];
    struct ct_rule rules[];
};

static inline const char *ct_policy_text(const struct ct_policy *policy, uint32_t at) {
    return (const char *)policy + at;
}

static inline const struct ct_glob *ct_policy_glob(const struct ct_policy *policy, uint32_t at) {
    return (const struct ct_glob *)(const void *)((const char *)policy + at);
}

#endif
