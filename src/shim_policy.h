// SPDX-License-Identifier: MIT
#ifndef CT_SHIM_POLICY_H
#define CT_SHIM_POLICY_H

struct ct_policy;

// Loads what CLONETRACE_POLICY names. Ends the process with status 125 and one line where that is
// not possible: a gate must not fail open. Takes the loader's lock and allocates: at the start
// only.
const struct ct_policy *ct_shim_load_policy(const char *where);

// That end, for a process that cannot be judged.
__attribute__((noreturn)) void ct_shim_refuse(const char *where, const char *why);

#endif
