// SPDX-License-Identifier: MIT
#ifndef CT_POLICY_LOAD_H
#define CT_POLICY_LOAD_H

#include <stddef.h>

#include "policy/policy.h"

// Text to policy, once, before anything is judged. Uses Jansson and malloc(3): never in a child
// before its exec, nor in a signal handler.

struct ct_policy_error {
    unsigned line;     // from 1; 0 where the place is no part of the text
    unsigned column;   // in characters, from 1
    char message[512]; // one line: what was found and what was expected; no control characters
};

// Parses a policy of `len` bytes. Returns 0 and a policy that the caller destroys, or -EINVAL for
// text that is no policy, -EFBIG for more than CT_POLICY_TEXT_MAX bytes (nothing of which is read),
// -ENOMEM; *error is filled whenever the result is not 0.
int ct_policy_load(const char *text, size_t len, struct ct_policy **policy,
                   struct ct_policy_error *error);

void ct_policy_destroy(struct ct_policy *policy); // NULL is allowed

#endif
