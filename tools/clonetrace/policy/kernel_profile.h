// SPDX-License-Identifier: MIT
#ifndef CT_KERNEL_PROFILE_H
#define CT_KERNEL_PROFILE_H

#include "clonetrace/policy/kernel_plan.h"

struct json_t;

// A plan as a seccomp profile of the OCI runtime specification (config-linux.md, "Seccomp"), which
// Docker, Podman and Kubernetes take. NULL where the order of the rules comes to more than
// CT_KERNEL_PROFILE_ENTRIES entries for one system call. The caller drops the value.
#define CT_KERNEL_PROFILE_ENTRIES 256
struct json_t *ct_kernel_profile(const struct ct_kernel_plan *plan);

#endif
