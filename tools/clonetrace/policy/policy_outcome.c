// SPDX-License-Identifier: MIT
// Asks the judge about every call that programs make. What nobody knows before the program runs
// (threads, memory, counts, paths) is left out of the question and put into the answer as a
// condition.
#include "clonetrace/policy/policy_outcome.h"

#include <linux/sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clonetrace/cli/fail.h"
#include "clonetrace/policy/policy_words.h"
#include "clonetrace/flags/producers.h"
#include "event/describe.h"
#include "event/encode.h"
#include "event/names.h"
#include "policy/settle.h"
#include "policy/words.h"

struct list {
    struct ct_outcome *all;
    size_t count;
};

// Sets that programs pass to clone themselves.
static const struct known {
    const char *how;
    uint64_t flags;
    int exit_signal;
} known[] = {
    {"like fork", 0, SIGCHLD},
    {"like vfork", CLONE_VM | CLONE_VFORK, SIGCHLD},
    {"like a thread",
     CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM |
         CLONE_SETTLS | CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID,
     0},
    {"CLONE_VM", CLONE_VM, SIGCHLD},
    {"CLONE_FILES", CLONE_FILES, SIGCHLD},
    {"no exit signal", 0, 0},
};

static void add(struct list *list, const char *call, const char *how, struct ct_facts facts) {
    list->all = ct_realloc(list->all, (list->count + 1) * sizeof *list->all);
    list->all[list->count++] = (struct ct_outcome){.call = call, .how = how, .facts = facts};
}

static void add_chosen(struct list *list, enum ct_api api) {
    const char *name = api == CT_API_SYSCALL ? "syscall(SYS_clone or clone3)" : ct_api_name(api);
    struct ct_facts facts = {.kind = CT_EVENT_CREATE, .api = api, .exit_signal = SIGCHLD};

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        facts.flags = known[i].flags;
        facts.exit_signal = known[i].exit_signal;
        add(list, name, known[i].how, facts);
    }
    facts.exit_signal = SIGCHLD;
    for (size_t i = 0; i < ct_flag_texts_count; i++) {
        const struct ct_flag_text *text = &ct_flag_texts[i];

        if (text->kind != CT_FLAG_NEW || text->takes == CT_TAKES_UNSHARE)
            continue;
        if (api != CT_API_SYSCALL && !(text->takes & CT_TAKES_CLONE))
            continue;
        facts.flags = text->value;
        add(list, name, text->name, facts);
    }
}

static void add_create(struct list *list, enum ct_api api) {
    struct ct_create create = {0};

    if (ct_producers_here(api, &create)) {
        add_chosen(list, api);
        return;
    }
    add(list, ct_api_name(api), NULL,
        (struct ct_facts){.kind = CT_EVENT_CREATE,
                          .api = api,
                          .flags = create.flags,
                          .exit_signal = create.exit_signal});
}

static void add_unshare(struct list *list, enum ct_api api) {
    const char *name = api == CT_API_SYSCALL ? "syscall(SYS_unshare)" : ct_api_name(api);
    const uint64_t others = CLONE_FILES | CLONE_FS | CLONE_SYSVSEM;

    for (size_t i = 0; i < ct_flag_texts_count; i++) {
        const struct ct_flag_text *text = &ct_flag_texts[i];

        if (text->takes & CT_TAKES_UNSHARE &&
            (text->kind == CT_FLAG_NEW || text->value & others || text->takes == CT_TAKES_UNSHARE))
            add(list, name, text->name,
                (struct ct_facts){.kind = CT_EVENT_NAMESPACE, .api = api, .flags = text->value});
    }
}

// The spawn family is judged twice: for the task, and for the program in it.
static void add_exec(struct list *list, enum ct_api api) {
    bool creates = ct_words_events(api) >> CT_ON_CREATE & 1;
    struct ct_facts facts = {.kind = CT_EVENT_EXEC, .api = api};

    if (api == CT_API_SYSCALL)
        add(list, "syscall(SYS_execve)", NULL, facts);
    else
        add(list, ct_api_name(api), creates ? "for its program" : NULL, facts);
}

static void add_calls(struct list *list, enum ct_api api) {
    unsigned events = ct_words_events(api);

    if (events >> CT_ON_CREATE & 1)
        add_create(list, api);
    if (events >> CT_ON_EXEC & 1)
        add_exec(list, api);
    if (api == CT_API_SETNS)
        add(list, "setns", NULL, (struct ct_facts){.kind = CT_EVENT_NAMESPACE, .api = api});
    else if (events >> CT_ON_NAMESPACE & 1)
        add_unshare(list, api);
}

// A policy of one rule without the criteria that only a running program can answer.
static struct ct_policy *alone(const struct ct_policy *policy, unsigned rule) {
    struct ct_policy *copy = ct_alloc(policy->size);

    memcpy(copy, policy, policy->size);
    copy->rules[0] = policy->rules[rule];
    copy->rules[0].has &= CT_HAS_FLAGS | CT_HAS_EXIT_SIGNAL;
    copy->rule_count = 1;
    memset(copy->calls, 0, sizeof copy->calls);
    ct_settle_calls(copy, 0);
    return copy;
}

static char *verdict(const struct ct_policy *policy, unsigned rule) {
    const char *id = ct_policy_rule_id(policy, rule);

    switch (ct_policy_rule_action(policy, rule)) {
    case CT_ACTION_ALLOW:
        return ct_format("allowed by rule %s", id);
    case CT_ACTION_WARN:
        return ct_format("noted by rule %s", id);
    case CT_ACTION_DENY:
        return ct_format("refused by rule %s with %s", id,
                         ct_errno_name(policy->rules[rule].error));
    default:
        return ct_format("the end of the process by rule %s", id);
    }
}

// Adds what one rule does to the text; returns whether nothing can come after it.
static bool add_rule(struct ct_outcome *outcome, const struct ct_policy *policy, unsigned rule) {
    enum ct_action action = ct_policy_rule_action(policy, rule);
    char *condition = ct_policy_words_condition(policy, rule);
    char *what = verdict(policy, rule);
    char *longer = ct_format("%s%s%s%s%s", outcome->text, outcome->matches ? "; " : "would be ",
                             what, *condition ? " " : "", condition);
    bool final = !*condition && action != CT_ACTION_WARN;

    free(outcome->text);
    outcome->text = longer;
    outcome->matches |= UINT64_C(1) << rule;
    outcome->refused |= final && action != CT_ACTION_ALLOW;
    free(condition);
    free(what);
    return final;
}

// What is left to say where no rule decides whatever the program does.
static void end_text(struct ct_outcome *outcome, const struct ct_policy *policy) {
    const char *rest = outcome->matches ? ", and allowed" : "would be allowed";
    char *whole;

    for (unsigned rule = 0; rule < ct_policy_rule_count(policy); rule++)
        if (outcome->matches >> rule & 1 && ct_policy_rule_action(policy, rule) != CT_ACTION_WARN)
            rest = "; otherwise allowed";
    whole = ct_format("%s%s", outcome->text, rest);
    free(outcome->text);
    outcome->text = whole;
}

static void ask(const struct ct_policy *policy, struct list *list) {
    bool *done = ct_alloc(list->count);

    for (size_t i = 0; i < list->count; i++)
        list->all[i].text = ct_format("%s", "");
    for (unsigned rule = 0; rule < ct_policy_rule_count(policy); rule++) {
        struct ct_policy *one = alone(policy, rule);

        for (size_t i = 0; i < list->count; i++) {
            struct ct_decision decision;

            ct_policy_decide(one, &list->all[i].facts, &decision);
            if (!done[i] && decision.matched)
                done[i] = add_rule(&list->all[i], policy, rule);
        }
        free(one);
    }
    for (size_t i = 0; i < list->count; i++)
        if (!done[i])
            end_text(&list->all[i], policy);
    free(done);
}

static enum ct_api first_name(enum ct_api api) {
    return api == CT_API_FORK_ALIAS    ? CT_API_FORK
           : api == CT_API_VFORK_ALIAS ? CT_API_VFORK
           : api == CT_API_CLONE_ALIAS ? CT_API_CLONE
                                       : api;
}

static bool same_call(const struct ct_outcome *a, const struct ct_outcome *b) {
    if (a->facts.kind != b->facts.kind)
        return !strcmp(a->call, b->call);
    return a->facts.flags == b->facts.flags && a->facts.exit_signal == b->facts.exit_signal;
}

// Whether the first name of the function has the same outcome at the same call, or the task of a
// spawn the same as its program.
static bool is_repeated(const struct list *list, size_t at) {
    const struct ct_outcome *outcome = &list->all[at];
    enum ct_api first = first_name(outcome->facts.api);

    for (size_t i = 0; i < at; i++) {
        const struct ct_outcome *other = &list->all[i];

        if (other->facts.api == first &&
            (first != outcome->facts.api || other->facts.kind != outcome->facts.kind) &&
            same_call(other, outcome) && !strcmp(other->text, outcome->text))
            return true;
    }
    return false;
}

static void leave_out_repeated(struct list *list) {
    bool *repeated = ct_alloc(list->count);
    size_t kept = 0;

    for (size_t i = 0; i < list->count; i++)
        repeated[i] = is_repeated(list, i);
    for (size_t i = 0; i < list->count; i++) {
        if (repeated[i])
            free(list->all[i].text);
        else
            list->all[kept++] = list->all[i];
    }
    list->count = kept;
    free(repeated);
}

size_t ct_outcomes_find(const struct ct_policy *policy, struct ct_outcome **outcomes) {
    struct list list = {0};

    for (unsigned api = 0; api < CT_API_COUNT; api++)
        add_calls(&list, (enum ct_api)api);
    ask(policy, &list);
    leave_out_repeated(&list);
    *outcomes = list.all;
    return list.count;
}

void ct_outcomes_free(struct ct_outcome *outcomes, size_t count) {
    for (size_t i = 0; i < count; i++)
        free(outcomes[i].text);
    free(outcomes);
}
