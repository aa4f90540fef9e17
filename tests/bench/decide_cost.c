// SPDX-License-Identifier: MIT
// Cost of a decision alone, in this process, on facts as the gate gathers them.
#include "decide_cost.h"
#include "policy/load.h"
#include "policy/settle.h"
#include "clonetrace/bench/statistics.h"

#include <err.h>
#include <linux/sched.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

// Short ones, so that most of them end before somebody else gets the CPU.
#define BATCHES 1001
#define BATCH 200
#define EXE "/usr/lib/gcc/x86_64-linux-gnu/12/cc1"
#define MODULE "/usr/lib/x86_64-linux-gnu/libgfortran.so.5.0.0"
#define PATH "/usr/lib/x86_64-linux-gnu/perl5/5.36/build/helper"

// What 32 rules match, in turn. Globs are near misses: they have the beginning or the end of the
// text, or pieces of it.
#define OTHER "\"api\":[\"vfork\"],\"flags\":{\"all\":[\"CLONE_NEWNET\"]}"
#define FLAGS "\"api\":[\"posix_spawn\"],\"flags\":{\"all\":[\"CLONE_NEWNET\"]}"
#define NUMBER "\"api\":[\"posix_spawn\"],\"depth_over\":1000"

static const char *const other[] = {OTHER, NULL};
static const char *const near[] = {FLAGS, NUMBER, NULL};
static const char *const exe[] = {"\"exe\":\"/usr/lib/*/ld*\"", "\"exe\":\"*/python3*\"",
                                  "\"exe\":\"/opt/app/*\"", "\"exe\":\"*/cc1plus\"", NULL};
static const char *const module[] = {
    "\"module\":\"*/libgomp.so*\"", "\"module\":\"/usr/lib/*/libfoo.so.[0-9]*\"",
    "\"module\":\"/opt/app/lib/*\"", "\"module\":\"*/libgfortran.so.4*\"", NULL};
static const char *const path[] = {"\"path\":\"/tmp/*\"", "\"path\":\"/usr/lib/*/help-*\"",
                                   "\"path\":\"*/python3*\"", "\"path\":\"/usr/lib/*.sh\"", NULL};
static const char *const mixed[] = {NUMBER,
                                    "\"multithreaded\":true",
                                    "\"exe\":\"*/python3*\"",
                                    "\"module\":\"*/libgomp.so*\"",
                                    "\"path\":\"/usr/lib/*/help-*\"",
                                    NULL};
static const char *const matching[] = {"\"module\":\"/usr/lib/*/libgfortran.so.[0-9]*\"",
                                       "\"path\":\"*/perl5/*/helper\"", NULL};

static double now_ns(void) {
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (double)ts.tv_sec * 1e9 + (double)ts.tv_nsec;
}

// 32 rules that take the matches in turn, settled as in a process that runs EXE.
static struct ct_policy *policy_of(const char *const *matches) {
    char text[8192];
    struct ct_policy_error error;
    struct ct_policy *policy;
    size_t len = (size_t)snprintf(text, sizeof(text), "{\"version\":1,\"rules\":[");
    for (unsigned i = 0, turn = 0; i < BENCH_DECIDE_RULES; i++) {
        len += (size_t)snprintf(text + len, sizeof(text) - len,
                                "%s{\"id\":\"r%u\",\"match\":{%s},\"action\":\"warn\"}",
                                i ? "," : "", i, matches[turn]);
        turn = matches[turn + 1] ? turn + 1 : 0;
    }
    len += (size_t)snprintf(text + len, sizeof(text) - len, "]}");
    if (ct_policy_load(text, len, &policy, &error) != 0)
        errx(1, "a policy for the benchmark is refused: %s", error.message);
    if (ct_settle_exe(policy, EXE) != 0)
        errx(1, "a policy for the benchmark cannot be settled");
    return policy;
}

static struct ct_facts facts_of(const char *const *matches) {
    struct ct_facts facts = {.kind = CT_EVENT_EXEC,
                             .api = CT_API_POSIX_SPAWN,
                             .exe = EXE,
                             .module = MODULE,
                             .path = PATH};
    if (matches != near)
        return facts;
    facts.kind = CT_EVENT_CREATE; // an exec has no flags
    facts.flags = CLONE_VM | CLONE_VFORK;
    return facts;
}

static double cost(const char *const *matches, size_t batch) {
    struct ct_policy *policy = policy_of(matches);
    const struct ct_facts facts = facts_of(matches);
    const bool matching_all = matches == matching;
    double values[BATCHES];
    for (size_t i = 0; i < BATCHES; i++) {
        double start = now_ns();
        for (size_t j = 0; j < batch; j++) {
            struct ct_decision decision;
            ct_policy_decide(policy, &facts, &decision);
            if (decision.matched != (matching_all ? UINT32_MAX : 0))
                errx(1, "rules that were made not to match do match, or the other way round");
        }
        values[i] = (now_ns() - start) / (double)batch;
    }
    ct_policy_destroy(policy);
    return ct_bench_median(values, BATCHES);
}

struct bench_decide bench_decide_run(bool quick) {
    size_t batch = quick ? BATCH / 100 : BATCH;
#define BENCH_DECIDE(member, what) .member##_ns = cost(member, batch),
    return (struct bench_decide){BENCH_DECIDE_MIXES};
#undef BENCH_DECIDE
}
