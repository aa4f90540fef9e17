// SPDX-License-Identifier: MIT
// All kinds of hazards, in the order in which they are shown.
#include "clonetrace/report/hazard_kinds.h"

const struct ct_hazard *const ct_hazard_kinds[] = {
    &ct_hazard_fork_in_threads,
    &ct_hazard_create_in_handler,
    &ct_hazard_vfork_child,
    &ct_hazard_shared_memory,
    &ct_hazard_shared_files,
    &ct_hazard_thread_churn,
    &ct_hazard_fork_storm,
    &ct_hazard_fork_depth,
    &ct_hazard_denied,
    &ct_hazard_failed,
    &ct_hazard_lost,
    &ct_hazard_not_covered,
    NULL,
};
