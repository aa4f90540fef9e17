// SPDX-License-Identifier: MIT
#ifndef CT_HAZARD_KINDS_H
#define CT_HAZARD_KINDS_H

#include "clonetrace/report/hazards.h"

extern const struct ct_hazard ct_hazard_fork_in_threads;
extern const struct ct_hazard ct_hazard_create_in_handler;
extern const struct ct_hazard ct_hazard_vfork_child;
extern const struct ct_hazard ct_hazard_shared_memory;
extern const struct ct_hazard ct_hazard_shared_files;
extern const struct ct_hazard ct_hazard_thread_churn;
extern const struct ct_hazard ct_hazard_fork_storm;
extern const struct ct_hazard ct_hazard_fork_depth;
extern const struct ct_hazard ct_hazard_denied;
extern const struct ct_hazard ct_hazard_failed;
extern const struct ct_hazard ct_hazard_lost;
extern const struct ct_hazard ct_hazard_not_covered;

// A record that created something, and passes the filter.
static inline bool ct_hazard_created(const struct ct_report_event *event) {
    return event->record->kind == CT_EVENT_CREATE && event->passes &&
           event->record->result == CT_RESULT_OK;
}

#endif
