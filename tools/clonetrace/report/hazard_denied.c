// SPDX-License-Identifier: MIT
// Creations that a policy refused.
#include "clonetrace/report/hazard_kinds.h"

static void add(struct ct_hazards *hazards, void *mine, const struct ct_report_event *event) {
    const struct ct_record *record = event->record;

    (void)mine;
    if (record->kind == CT_EVENT_CREATE && event->passes && record->result == CT_RESULT_DENIED)
        ct_hazards_prove(hazards,
                         ct_hazards_find(hazards, &ct_hazard_denied, event, true, record->error),
                         event);
}

const struct ct_hazard ct_hazard_denied = {
    .id = "denied",
    .title = "a policy refused creations",
    .advice =
        "The program got the errno and went on without the task. The line names the rule: change "
        "the program, or the rule.",
    .source = "docs/policy.md",
    .add = add,
};
