// SPDX-License-Identifier: MIT
// Lines that programs could not write: what they told is missing, and so may be proofs.
#include <stdio.h>

#include "clonetrace/report/hazard_kinds.h"

static void add(struct ct_hazards *hazards, void *mine, const struct ct_report_event *event) {
    const struct ct_record *record = event->record;

    (void)mine;
    if (record->lost || record->lost_total)
        ct_hazards_prove(hazards, ct_hazards_find(hazards, &ct_hazard_lost, event, false, NULL),
                         event);
}

// The tree adds up what is told twice.
static void settle(struct ct_hazards *hazards, void *mine) {
    (void)mine;
    for (size_t i = 0; i < hazards->count; i++) {
        struct ct_finding *finding = hazards->list[i];

        if (finding->hazard == &ct_hazard_lost)
            finding->count = finding->machine->trace.tree.lost;
    }
}

static void facts(const struct ct_finding *finding, char text[CT_HAZARD_FACTS]) {
    snprintf(text, CT_HAZARD_FACTS,
             "%llu line%s never reached the log; whatever is said here may lack them",
             (unsigned long long)finding->count, finding->count == 1 ? "" : "s");
}

const struct ct_hazard ct_hazard_lost = {
    .id = "lost",
    .title = "events were lost",
    .advice =
        "Write the log where there is room (a full disk, a closed or slow pipe and a chroot lose "
        "lines), and trace again.",
    .source = "docs/limits.md",
    .add = add,
    .settle = settle,
    .facts = facts,
};
