// SPDX-License-Identifier: MIT
// From the rules of a policy to tests of system calls. Where a filter cannot know what a rule asks
// for, it lets the call pass and leaves it to the library; it never refuses what the policy allows.
#include "clonetrace/policy/kernel_plan.h"

#include <errno.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "clonetrace/cli/fail.h"
#include "clonetrace/policy/policy_words.h"
#include "event/flags.h"
#include "policy/rule.h"
#include "policy/words.h"

#define BIT(api) (UINT64_C(1) << CT_API_##api)
#define VFORKS (BIT(VFORK) | BIT(VFORK_ALIAS))

// How far the calls that a rule is about are those that one system call makes.
enum cover { COVER_NONE, COVER_PART, COVER_WHOLE };

struct target {
    unsigned place;
    uint64_t reach; // functions that may end in this system call
    uint64_t own;   // functions whose name means this system call
    bool fixed;     // the call has always these flags
    uint64_t flags;
};

struct planner {
    const struct ct_policy *policy;
    struct ct_kernel_plan *plan;
    uint64_t
        passing[CT_KERNEL_CALLS]; // rules that let pass what a filter cannot tell from the rest
    // Of the rule at hand, system calls as bits:
    unsigned done;    // it is in the filter there
    unsigned part;    // the filter cannot tell what it is about
    unsigned behind;  // a rule of `passing` stands before it
    unsigned blocker; // that rule
};

static uint64_t create_apis(void) {
    uint64_t apis = 0;

    for (unsigned api = 0; api < CT_API_COUNT; api++)
        if (ct_words_events((enum ct_api)api) >> CT_ON_CREATE & 1)
            apis |= UINT64_C(1) << api;
    return apis;
}

static struct target target_of(enum ct_kernel_call call) {
    bool has_vfork =
        ct_kernel_machine(0) && ct_kernel_number(ct_kernel_machine(0), CT_KERNEL_VFORK) >= 0;

    switch (call) {
    case CT_KERNEL_FORK:
        return (struct target){.place = CT_ON_CREATE,
                               .reach = BIT(FORK) | BIT(FORK_ALIAS) | BIT(_FORK) | BIT(DAEMON) |
                                        BIT(FORKPTY) | BIT(SYSCALL),
                               .fixed = true};
    case CT_KERNEL_VFORK:
        return (struct target){.place = CT_ON_CREATE,
                               .reach = VFORKS | BIT(SYSCALL),
                               .own = BIT(VFORK),
                               .fixed = true,
                               .flags = CLONE_VM | CLONE_VFORK};
    case CT_KERNEL_UNSHARE:
        return (struct target){
            .place = CT_ON_NAMESPACE, .reach = BIT(UNSHARE) | BIT(SYSCALL), .own = BIT(UNSHARE)};
    case CT_KERNEL_SETNS:
        return (struct target){
            .place = CT_ON_NAMESPACE, .reach = BIT(SETNS) | BIT(SYSCALL), .own = BIT(SETNS)};
    default:
        return (struct target){.place = CT_ON_CREATE,
                               .reach = create_apis() & ~(has_vfork ? VFORKS : 0)};
    }
}

static enum cover cover_of(const struct ct_rule *rule, const struct target *target) {
    uint64_t apis = rule->apis[target->place];
    const struct ct_flag_test *test = &rule->flags[target->place];

    if (!(apis & target->reach))
        return COVER_NONE;
    if (target->fixed && ((target->flags & test->all) != test->all || target->flags & test->none ||
                          (test->any && !(target->flags & test->any)) ||
                          (rule->has & CT_HAS_EXIT_SIGNAL && rule->exit_signal != SIGCHLD)))
        return COVER_NONE;
    if (rule->has & ~(CT_HAS_FLAGS | CT_HAS_EXIT_SIGNAL))
        return COVER_PART;
    return apis & target->own || !(target->reach & ~apis) ? COVER_WHOLE : COVER_PART;
}

// Whether one call can be what both rules are about.
static bool may_meet(const struct ct_rule *a, const struct ct_rule *b, unsigned place) {
    const struct ct_flag_test *one = &a->flags[place], *two = &b->flags[place];
    uint64_t none = one->none | two->none;

    if (a->has & b->has & CT_HAS_EXIT_SIGNAL && a->exit_signal != b->exit_signal)
        return false;
    return !((one->all | two->all) & none) && (!one->any || one->any & ~none) &&
           (!two->any || two->any & ~none);
}

static bool is_behind(struct planner *planner, enum ct_kernel_call call, const struct ct_rule *rule,
                      unsigned place) {
    for (unsigned i = 0; i < planner->policy->rule_count; i++)
        if (planner->passing[call] >> i & 1 && may_meet(&planner->policy->rules[i], rule, place)) {
            planner->blocker = i;
            return true;
        }
    return false;
}

static uint32_t verdict_of(const struct ct_rule *rule) {
    return rule->action == CT_ACTION_ALLOW  ? SECCOMP_RET_ALLOW
           : rule->action == CT_ACTION_KILL ? SECCOMP_RET_KILL_PROCESS
                                            : SECCOMP_RET_ERRNO | rule->error;
}

static void add_test(struct ct_kernel_tests *tests, struct ct_kernel_test test) {
    tests->all[tests->count++] = test;
    tests->refuse |= test.verdict != SECCOMP_RET_ALLOW;
}

// A flag that the call cannot be given is never set in it. clone(2) has its exit signal where
// clone3 has the lowest flags.
static void add_flags(struct ct_kernel_tests *tests, enum ct_kernel_call call,
                      const struct ct_rule *rule, const struct ct_flag_test *flags) {
    uint32_t usable = call == CT_KERNEL_CLONE ? ~CT_FLAG_CSIGNAL : UINT32_MAX;
    struct ct_kernel_test test = {.all = (uint32_t)flags->all,
                                  .any = (uint32_t)flags->any & usable,
                                  .none = (uint32_t)flags->none & usable,
                                  .exit_signal =
                                      rule->has & CT_HAS_EXIT_SIGNAL ? rule->exit_signal : -1,
                                  .verdict = verdict_of(rule)};

    if (!(flags->all & ~(uint64_t)usable) && (test.any || !flags->any))
        add_test(tests, test);
}

static const struct ct_kernel_test always = {.exit_signal = -1};

static void enforce(struct planner *planner, enum ct_kernel_call call, const struct ct_rule *rule,
                    const struct target *target) {
    struct ct_kernel_test test = always;

    planner->done |= 1u << call;
    test.verdict = verdict_of(rule);
    if (target->fixed)
        add_test(&planner->plan->calls[call], test);
    else
        add_flags(&planner->plan->calls[call], call, rule, &rule->flags[target->place]);
    // Every C library tries clone after ENOSYS; EPERM would be the end of its threads.
    if (call == CT_KERNEL_CLONE && test.verdict != SECCOMP_RET_ALLOW &&
        !planner->plan->calls[CT_KERNEL_CLONE3].count) {
        test.verdict = SECCOMP_RET_ERRNO | ENOSYS;
        add_test(&planner->plan->calls[CT_KERNEL_CLONE3], test);
    }
}

static void plan_call(struct planner *planner, enum ct_kernel_call call, unsigned index) {
    const struct ct_rule *rule = &planner->policy->rules[index];
    struct target target = target_of(call);
    enum cover cover = cover_of(rule, &target);

    if (cover == COVER_PART && rule->action == CT_ACTION_ALLOW)
        planner->passing[call] |= UINT64_C(1) << index;
    if (cover == COVER_PART)
        planner->part |= 1u << call;
    else if (cover == COVER_WHOLE && rule->action != CT_ACTION_ALLOW &&
             is_behind(planner, call, rule, target.place))
        planner->behind |= 1u << call;
    else if (cover == COVER_WHOLE)
        enforce(planner, call, rule, &target);
}

static void put_calls(FILE *out, unsigned calls) {
    const char *before = "";

    for (unsigned call = 0; call < CT_KERNEL_CALLS; call++) {
        if (!(calls >> call & 1))
            continue;
        fprintf(out, "%s%s", before, ct_kernel_call_name((enum ct_kernel_call)call));
        before = ", ";
    }
}

static void put_part(FILE *out, const struct planner *planner, unsigned index) {
    const struct ct_rule *rule = &planner->policy->rules[index];
    char *condition;

    if (!(rule->has & ~(CT_HAS_FLAGS | CT_HAS_EXIT_SIGNAL))) {
        fputs("; in ", out);
        put_calls(out, planner->part);
        fputs(" a filter cannot tell which function made the call", out);
        return;
    }
    condition = ct_policy_words_condition(planner->policy, index);
    fprintf(out, "; a filter cannot see what it asks for (%s)", condition);
    free(condition);
}

static void put_reasons(FILE *out, const struct planner *planner, unsigned index) {
    const struct ct_rule *rule = &planner->policy->rules[index];

    if (rule->action == CT_ACTION_WARN) {
        fputs("; a filter cannot warn", out);
        return;
    }
    if (planner->part)
        put_part(out, planner, index);
    if (planner->behind) {
        fputs("; in ", out);
        put_calls(out, planner->behind);
        fprintf(out, " a filter cannot tell it from what rule '%s' before it lets pass",
                ct_policy_rule_id(planner->policy, planner->blocker));
    }
    if (rule->apis[CT_ON_EXEC])
        fputs("; a filter cannot refuse an exec, the program itself starts with one", out);
}

// "rule 'a' stays with the library; a filter cannot warn".
static void note(struct planner *planner, unsigned index) {
    struct ct_kernel_plan *plan = planner->plan;
    size_t len;
    char *text;
    FILE *out = open_memstream(&text, &len);

    if (!out)
        exit(ct_fail("out of memory"));
    fprintf(out, "rule '%s' stays with the library%s", ct_policy_rule_id(planner->policy, index),
            planner->done ? " in part" : "");
    put_reasons(out, planner, index);
    if (fclose(out))
        exit(ct_fail("out of memory"));
    plan->notes = ct_realloc(plan->notes, (plan->note_count + 1) * sizeof *plan->notes);
    plan->notes[plan->note_count++] = text;
}

static void plan_rule(struct planner *planner, unsigned index) {
    const struct ct_rule *rule = &planner->policy->rules[index];

    planner->done = planner->part = planner->behind = 0;
    if (rule->action == CT_ACTION_WARN) {
        note(planner, index);
        return;
    }
    for (unsigned call = 0; call < CT_KERNEL_CALLS; call++)
        if (call != CT_KERNEL_CLONE3)
            plan_call(planner, (enum ct_kernel_call)call, index);
    if (rule->action == CT_ACTION_ALLOW)
        return; // it is named where it keeps another one out
    planner->plan->enforced += planner->done != 0;
    if (planner->part || planner->behind || rule->apis[CT_ON_EXEC])
        note(planner, index);
}

void ct_kernel_plan_make(const struct ct_policy *policy, struct ct_kernel_plan *plan) {
    struct planner planner = {.policy = policy, .plan = plan};

    *plan = (struct ct_kernel_plan){0};
    for (unsigned i = 0; i < policy->rule_count; i++)
        plan_rule(&planner, i);
}

void ct_kernel_plan_finish(struct ct_kernel_plan *plan) {
    for (size_t i = 0; i < plan->note_count; i++)
        free(plan->notes[i]);
    free(plan->notes);
    *plan = (struct ct_kernel_plan){0};
}
