// SPDX-License-Identifier: MIT
#ifndef CT_POLICY_OPEN_H
#define CT_POLICY_OPEN_H

struct ct_policy;

#define CT_POLICY_MESSAGE_MAX 900

// The one function of libclonetrace-policy.so: from a file's name or `preset:NAME` to a policy
// for a process that runs the program `exe`, which may be NULL for not known.
// Returns 0, or -1 with one line (without newline) in `message`, of CT_POLICY_MESSAGE_MAX bytes at
// most.
typedef int ct_policy_open_fn(const char *where, const char *exe, struct ct_policy **policy,
                              char *message);
__attribute__((visibility("default"))) ct_policy_open_fn ct_policy_open;

#endif
