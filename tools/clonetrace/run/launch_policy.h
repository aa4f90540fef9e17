// SPDX-License-Identifier: MIT
#ifndef CT_LAUNCH_POLICY_H
#define CT_LAUNCH_POLICY_H

#include "policy/load.h"

// Loads the policy that the user named. Returns 0 with what the library is to be told in *name
// (absolute, as the program may change its directory), both the caller's; or CT_EXIT_FAILED after
// telling where it is wrong.
int ct_launch_policy(const char *named, struct ct_policy **policy, char **name);

#endif
