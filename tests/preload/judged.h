// SPDX-License-Identifier: MIT
#ifndef CT_PRELOAD_JUDGED_H
#define CT_PRELOAD_JUDGED_H

#include "kernel.h"
#include "log.h"
#include "run.h"

// Programs under a policy, and what the log says of its rules.

// A policy file with these rules, one JSON object after another with commas between.
char *policy_of(const char *rules);

// env is one more NAME=VALUE, or NULL.
struct run run_judged(enum way way, const char *policy, const char *env, const char *const *argv);

#define judged(way, policy, ...)                                                                   \
    run_judged(way, policy, NULL, (const char *const[]){__VA_ARGS__, NULL})

// The rules that the event names, as "id:action id:action", "" for none.
char *rules_of(const struct event *event);

// Asserts that the program ended with this status and printed this on stdout, and returns its log.
struct log log_of(const struct run *run, int status, const char *out);

#endif
