// SPDX-License-Identifier: MIT
#ifndef CT_JUDGE_H
#define CT_JUDGE_H

#include <stdbool.h>
#include <stdint.h>

#include "event/event.h"

// From a call to what the policy says of it: gathers the facts that its rules ask for, and no
// others. Allows everything without a policy. May run in vfork children and in signal handlers.
struct ct_judgement {
    uint64_t matched; // 1 << index of each rule that matched
    int error;        // 0 where the call may go on
    bool kills;
};

void ct_judge_create(struct ct_judgement *judgement, enum ct_api api, const void *site,
                     const struct ct_create *create);
// A creation that was let pass and then not made.
void ct_judge_uncount(void);
void ct_judge_exec(struct ct_judgement *judgement, enum ct_api api, const void *site,
                   const char *path);
void ct_judge_namespace(struct ct_judgement *judgement, enum ct_api api, const void *site,
                        uint64_t flags);

// Ends the process by SIGABRT, as its policy wants it. Its line is written.
__attribute__((noreturn)) void ct_judge_kill(void);

#endif
