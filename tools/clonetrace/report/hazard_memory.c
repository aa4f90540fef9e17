// SPDX-License-Identifier: MIT
// CLONE_VM without CLONE_VFORK or CLONE_THREAD: two processes that run in one memory at once.
#include <sched.h>

#include "clonetrace/report/hazard_kinds.h"

static void add(struct ct_hazards *hazards, void *mine, const struct ct_report_event *event) {
    uint64_t flags = event->record->flags;

    (void)mine;
    if (ct_hazard_created(event) && flags & CLONE_VM && !(flags & (CLONE_VFORK | CLONE_THREAD)))
        ct_hazards_prove(
            hazards, ct_hazards_find(hazards, &ct_hazard_shared_memory, event, true, NULL), event);
}

const struct ct_hazard ct_hazard_shared_memory = {
    .id = "shared-memory",
    .title = "a process runs in the memory of its creator, at the same time",
    .advice =
        "Without CLONE_VFORK both run at once: locks, errno and all that the C library keeps for "
        "a thread are shared unless the child has a TLS of its own. Use a thread, or "
        "posix_spawn for a program.",
    .source = "clone(2)",
    .add = add,
};
