// SPDX-License-Identifier: MIT
// Creations that failed for want of something. Other errors, such as EINVAL, may be a program that
// asks what the kernel can do: the call sites count them.
#include <stdio.h>
#include <string.h>

#include "clonetrace/report/hazard_kinds.h"

struct want {
    const char *error, *of;
};

// clone(2) and pthread_create(3), "errors".
static const struct want wants[] = {
    {"EAGAIN", "a limit on tasks was reached: RLIMIT_NPROC, the cgroup's pids.max, "
               "kernel.threads-max or kernel.pid_max"},
    {"ENOMEM", "there was no memory for it, or overcommit refused a copy of the parent"},
    {"ENOSPC", "namespaces are nested too deep, or too many"},
    {"EUSERS", "user namespaces are nested too deep"},
};

static const struct want *want_of(const char *error) {
    for (size_t i = 0; error && i < sizeof wants / sizeof *wants; i++) {
        if (!strcmp(error, wants[i].error))
            return &wants[i];
    }
    return NULL;
}

static void add(struct ct_hazards *hazards, void *mine, const struct ct_report_event *event) {
    const struct ct_record *record = event->record;

    (void)mine;
    if (record->kind == CT_EVENT_CREATE && event->passes && record->result == CT_RESULT_ERROR &&
        want_of(record->error))
        ct_hazards_prove(hazards,
                         ct_hazards_find(hazards, &ct_hazard_failed, event, true, record->error),
                         event);
}

static void facts(const struct ct_finding *finding, char text[CT_HAZARD_FACTS]) {
    snprintf(text, CT_HAZARD_FACTS, "%s: %s", finding->key, want_of(finding->key)->of);
}

const struct ct_hazard ct_hazard_failed = {
    .id = "failed",
    .title = "creations failed for want of something",
    .advice = "Create fewer at a time, or raise the limit that was reached. posix_spawn and vfork "
              "need no "
              "copy of the parent, so ENOMEM is rarer with them.",
    .source = "fork(2), clone(2), pthread_create(3)",
    .add = add,
    .facts = facts,
};
