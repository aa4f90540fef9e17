// SPDX-License-Identifier: MIT
#ifndef CT_POLICY_POLICY_H
#define CT_POLICY_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "event/event.h"

// Rules that judge a creation, an exec or a namespace call before it reaches the kernel. A policy
// is one block of memory that nobody can write once it is loaded; what it says is docs/policy.md.

#define CT_POLICY_RULES_MAX 64
#define CT_POLICY_TEXT_MAX (1u << 20) // bytes of a policy file
#define CT_POLICY_NO_RULE CT_POLICY_RULES_MAX

enum ct_action { CT_ACTION_ALLOW, CT_ACTION_WARN, CT_ACTION_DENY, CT_ACTION_KILL, CT_ACTIONS };

// What is known of a call. What its policy does not need (ct_policy_needs) may be left at zero.
// Strings are borrowed; NULL is "not known" and matches no glob.
struct ct_facts {
    enum ct_event_kind kind; // create, exec or namespace; no rule matches the others
    enum ct_api api;
    uint64_t flags;     // create: without the exit signal; namespace: what the call was given
    int exit_signal;    // create: 0 for none
    const char *exe;    // the program of this process
    const char *module; // that the call came from
    const char *path;   // exec: the program to start
    bool multithreaded; // more than one thread in this process
    uint64_t rss_kib;   // VmRSS of this process
    unsigned depth;     // processes between the first traced one, which has 0, and this
    uint64_t count;     // creations by this process until now, this one included
};

// What a rule compares, beside the API. criteria.def has the list.
enum ct_criterion {
    CT_CRITERION_FLAGS,
    CT_CRITERION_EXIT_SIGNAL,
#define CT_BOOL(id, ...) CT_CRITERION_##id,
#define CT_OVER(id, ...) CT_CRITERION_##id,
#define CT_GLOB(id, ...) CT_CRITERION_##id,
#include "policy/criteria.h"
    CT_CRITERIA
};

// What a policy needs to know for one API, so that nobody gathers what costs and is not asked for:
// CT_NEEDS_MULTITHREADED, _RSS, _DEPTH, _COUNT, _EXE, _MODULE, _PATH.
enum {
    CT_NEEDS_DECISION = 1, // some rule may match: without this bit ct_policy_decide() allows
#define CT_BOOL(id, ...) CT_NEEDS_##id = 1 << CT_CRITERION_##id,
#define CT_OVER(id, ...) CT_NEEDS_##id = 1 << CT_CRITERION_##id,
#define CT_GLOB(id, ...) CT_NEEDS_##id = 1 << CT_CRITERION_##id,
#include "policy/criteria.h"
};

struct ct_decision {
    enum ct_action action; // of the deciding rule; without one WARN where a rule matched, or ALLOW
    int error;             // errno value for CT_ACTION_DENY, else 0
    unsigned rule;         // the index of the rule that decided, or CT_POLICY_NO_RULE
    uint64_t matched;      // 1 << index of each rule that matched, up to the one that decided
};

struct ct_policy;

// Rules in order: `warn` is noted and goes on, the first `allow`, `deny` or `kill` decides. Pure:
// no allocation, no lock, no errno, nothing but its arguments, so it runs in vfork children and in
// signal handlers.
void ct_policy_decide(const struct ct_policy *policy, const struct ct_facts *facts,
                      struct ct_decision *decision);

// CT_NEEDS_* for calls of this kind by this API. A table look-up.
unsigned ct_policy_needs(const struct ct_policy *policy, enum ct_event_kind kind, enum ct_api api);

unsigned ct_policy_rule_count(const struct ct_policy *policy);
// Of a rule below that count. An id has 1 to 63 characters of A-Z a-z 0-9 . _ - and needs no
// escape in JSON or XML; a reason is one line of UTF-8 of at most 255 bytes, "" where the file
// gives none.
const char *ct_policy_rule_id(const struct ct_policy *policy, unsigned rule);
const char *ct_policy_rule_reason(const struct ct_policy *policy, unsigned rule);
enum ct_action ct_policy_rule_action(const struct ct_policy *policy, unsigned rule);
// Every rule as an event names it, ct_policy_rule_count() of them; part of the policy.
const struct ct_event_match *ct_policy_matches(const struct ct_policy *policy);
const char *ct_policy_description(const struct ct_policy *policy); // "" where there is none

const char *ct_action_name(enum ct_action action);

#endif
