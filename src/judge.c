// SPDX-License-Identifier: MIT
// The policy's questions, answered by system calls alone: what is not known (no /proc) stays at
// zero, and a rule that asks for more does not match. Must not allocate, lock or look anything up.
#include "judge.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>

#include "base/kernel.h"
#include "base/raw.h"
#include "base/state.h"
#include "event/mem.h"
#include "event/site.h"
#include "judge_depth.h"
#include "policy/policy.h"
#include "shim.h"
#include "base/poison.h"

// /proc/self/task has two links and one for each thread.
static bool is_multithreaded(void) {
    struct statx st;

    return ct_kernel_may(CT_USE_FILES) &&
           ct_raw(SYS_statx, AT_FDCWD, "/proc/self/task", 0L, STATX_NLINK, &st) == 0 &&
           st.stx_nlink > 3;
}

static void gather(struct ct_facts *facts, unsigned needs, const void *site) {
    struct ct_site found;
    struct ct_mem mem = {0};

    facts->exe = ct_shim.exe;
    if (needs & CT_NEEDS_MODULE) {
        ct_site_find(site, &found);
        facts->module = found.module;
    }
    if (needs & CT_NEEDS_MULTITHREADED)
        facts->multithreaded = is_multithreaded();
    if (needs & CT_NEEDS_RSS) {
        ct_mem_read(&mem);
        facts->rss_kib = mem.rss_kib;
    }
    if (needs & CT_NEEDS_DEPTH)
        facts->depth = ct_judge_depth();
}

static void judge(struct ct_judgement *judgement, struct ct_facts *facts, const void *site) {
    const struct ct_policy *policy = ct_shim.policy;
    struct ct_decision decision;
    unsigned needs;

    *judgement = (struct ct_judgement){0};
    if (!policy)
        return;
    needs = ct_policy_needs(policy, facts->kind, facts->api);
    if (!(needs & CT_NEEDS_DECISION))
        return;
    gather(facts, needs, site);
    ct_policy_decide(policy, facts, &decision);
    judgement->matched = decision.matched;
    if (ct_shim.config.observe)
        return;
    judgement->kills = decision.action == CT_ACTION_KILL;
    if (decision.action == CT_ACTION_DENY)
        judgement->error = decision.error;
    else if (judgement->kills)
        judgement->error = EPERM;
}

void ct_judge_create(struct ct_judgement *judgement, enum ct_api api, const void *site,
                     const struct ct_create *create) {
    struct ct_facts facts = {.kind = CT_EVENT_CREATE, .api = api};
    const bool counts = ct_shim.policy != NULL;

    facts.flags = create->flags;
    facts.exit_signal = create->exit_signal;
    if (counts)
        ct_state_map(); // where a forked child counts from zero
    if (counts)
        facts.count = atomic_fetch_add(&ct_state()->created, 1) + 1;
    judge(judgement, &facts, site);
    if (counts && judgement->error)
        ct_judge_uncount();
}

void ct_judge_uncount(void) {
    atomic_fetch_sub(&ct_state()->created, 1);
}

void ct_judge_exec(struct ct_judgement *judgement, enum ct_api api, const void *site,
                   const char *path) {
    struct ct_facts facts = {.kind = CT_EVENT_EXEC, .api = api, .path = path};

    judge(judgement, &facts, site);
}

void ct_judge_namespace(struct ct_judgement *judgement, enum ct_api api, const void *site,
                        uint64_t flags) {
    struct ct_facts facts = {.kind = CT_EVENT_NAMESPACE, .api = api, .flags = flags};

    judge(judgement, &facts, site);
}

// The handler and the mask that a program has for SIGABRT are its own; a gate does not ask them.
void ct_judge_kill(void) {
    struct {
        void (*handler)(int);
        unsigned long flags;
        void (*restorer)(void);
        uint64_t mask;
    } action = {SIG_DFL, 0, NULL, 0};
    const uint64_t mask = (uint64_t)1 << (SIGABRT - 1);

    ct_raw(SYS_rt_sigaction, SIGABRT, &action, NULL, sizeof mask);
    ct_raw(SYS_rt_sigprocmask, SIG_UNBLOCK, &mask, NULL, sizeof mask);
    ct_raw(SYS_tgkill, ct_raw_getpid(), ct_raw_gettid(), SIGABRT);
    for (;;)
        ct_raw(SYS_exit_group, 134L);
}
