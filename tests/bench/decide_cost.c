// SPDX-License-Identifier: MIT
// Cost of a decision alone, in this process, on facts as the gate gathers them.
#include "decide_cost.h"
#include "policy/load.h"
#include "clonetrace/bench/statistics.h"

#include <err.h>
#include <linux/sched.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define BATCHES 101
#define BATCH 5000

static const char other[] = "{\"api\":[\"vfork\"],\"flags\":{\"all\":[\"CLONE_NEWNET\"]}}";
static const char flags[] = "{\"api\":[\"pthread_create\"],\"flags\":{\"all\":[\"CLONE_NEWNET\"]}}";
static const char number[] = "{\"api\":[\"pthread_create\"],\"count_over\":1000}";
static const char path[] = "{\"api\":[\"pthread_create\"],\"exe\":\"/usr/lib/*/ld*\"}";

static double now_ns(void) {
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (double)ts.tv_sec * 1e9 + (double)ts.tv_nsec;
}

// 32 rules that take the matches in turn.
static struct ct_policy *policy_of(const char *const *matches, unsigned count) {
    char text[8192];
    struct ct_policy_error error;
    struct ct_policy *policy;
    size_t len = (size_t)snprintf(text, sizeof(text), "{\"version\":1,\"rules\":[");
    for (unsigned i = 0; i < BENCH_DECIDE_RULES; i++)
        len += (size_t)snprintf(text + len, sizeof(text) - len,
                                "%s{\"id\":\"r%u\",\"match\":%s,\"action\":\"warn\"}", i ? "," : "",
                                i, matches[i % count]);
    len += (size_t)snprintf(text + len, sizeof(text) - len, "]}");
    if (ct_policy_load(text, len, &policy, &error) != 0)
        errx(1, "a policy for the benchmark is refused: %s", error.message);
    return policy;
}

static double cost(const char *const *matches, unsigned count, size_t batch) {
    struct ct_policy *policy = policy_of(matches, count);
    const struct ct_facts facts = {.kind = CT_EVENT_CREATE,
                                   .api = CT_API_PTHREAD_CREATE,
                                   .flags = 0x3d0f00,
                                   .exe = "/usr/lib/gcc/x86_64-linux-gnu/12/cc1",
                                   .count = 7};
    double values[BATCHES];
    for (size_t i = 0; i < BATCHES; i++) {
        double start = now_ns();
        for (size_t j = 0; j < batch; j++) {
            struct ct_decision decision;
            ct_policy_decide(policy, &facts, &decision);
            if (decision.matched)
                errx(1, "a call matches a rule that was made not to match");
        }
        values[i] = (now_ns() - start) / (double)batch;
    }
    ct_policy_destroy(policy);
    return ct_bench_median(values, BATCHES);
}

struct bench_decide bench_decide_run(bool quick) {
    size_t batch = quick ? BATCH / 100 : BATCH;
    const char *const others[] = {other};
    const char *const near[] = {flags, number};
    const char *const globs[] = {flags, number, flags, number, flags, number, flags, path};
    return (struct bench_decide){
        .other_ns = cost(others, 1, batch),
        .near_ns = cost(near, 2, batch),
        .globs_ns = cost(globs, 8, batch),
    };
}
