// SPDX-License-Identifier: MIT
// CLONE_FILES between processes: what one closes or opens, the other one has closed or open.
#include <sched.h>

#include "clonetrace/report/hazard_kinds.h"

static void add(struct ct_hazards *hazards, void *mine, const struct ct_report_event *event) {
    uint64_t flags = event->record->flags;

    (void)mine;
    if (ct_hazard_created(event) && flags & CLONE_FILES && !(flags & CLONE_THREAD))
        ct_hazards_prove(
            hazards, ct_hazards_find(hazards, &ct_hazard_shared_files, event, true, NULL), event);
}

const struct ct_hazard ct_hazard_shared_files = {
    .id = "shared-files",
    .title = "two processes share one table of descriptors",
    .advice =
        "A close or dup2 in one of them acts in the other, until one execs. Leave CLONE_FILES out, "
        "or call unshare(CLONE_FILES) in the child, if that is not the purpose.",
    .source = "clone(2), unshare(2)",
    .add = add,
};
