// SPDX-License-Identifier: MIT
#ifndef CT_POLICY_FILE_H
#define CT_POLICY_FILE_H

#include "policy/load.h"

// Reads and loads a policy by the name that a user gives: a file, `-` for standard input, or
// `preset:NAME`. Returns 0, or -errno with *error filled; the caller destroys the policy.
int ct_policy_file_load(const char *name, struct ct_policy **policy, struct ct_policy_error *error);

// Says on stderr what is wrong, as one line `NAME:LINE:COLUMN: …` that editors understand (without
// the numbers where the text is not at fault), and returns CT_EXIT_FAILED.
int ct_policy_file_refuse(const char *name, const struct ct_policy_error *error);

// The name as messages have it.
const char *ct_policy_file_shown(const char *name);

#endif
