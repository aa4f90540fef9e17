// SPDX-License-Identifier: MIT
// Programs that went on without the library: what they created is not in the log.
#include <stdio.h>
#include <string.h>

#include "clonetrace/report/hazard_kinds.h"
#include "clonetrace/trace/unseen.h"

static void add(struct ct_hazards *hazards, void *mine, const struct ct_report_event *event) {
    const struct ct_record *record = event->record;

    (void)mine;
    if (record->kind == CT_EVENT_BLIND)
        ct_hazards_prove(
            hazards, ct_hazards_find(hazards, &ct_hazard_not_covered, event, false, record->reason),
            event);
    else if (record->kind == CT_EVENT_IMAGE && record->unhooked)
        ct_hazards_prove(hazards,
                         ct_hazards_find(hazards, &ct_hazard_not_covered, event, false, "unhooked"),
                         event);
}

// Programs that the library could have been in, and that wrote no line.
static void settle_machine(struct ct_hazards *hazards, const struct ct_report_machine *machine) {
    const struct ct_tree *tree = &machine->trace.tree;

    for (size_t i = 0; i < tree->count && machine->trace.images; i++) {
        const struct ct_proc *proc = tree->procs[i];
        struct ct_finding *finding;

        if (proc->merged || proc->pruned || proc->running || !ct_tree_silent(proc))
            continue;
        finding = ct_hazards_find_on(hazards, &ct_hazard_not_covered, machine, "silent");
        finding->count++;
        if (finding->proof_count < CT_HAZARD_PROOFS)
            finding->proofs[finding->proof_count++] =
                (struct ct_hazard_proof){.ts_ns = proc->start_ns,
                                         .who = {.tgid = proc->pid, .tid = proc->pid},
                                         .api = ct_names_keep(&hazards->names, proc->api)};
    }
}

static void settle(struct ct_hazards *hazards, void *mine) {
    (void)mine;
    for (size_t i = 0; i < hazards->report->machine_count; i++)
        settle_machine(hazards, hazards->report->machines[i]);
}

static void facts(const struct ct_finding *finding, char text[CT_HAZARD_FACTS]) {
    const char *means = !strcmp(finding->key, "silent")
                            ? "started a program that then wrote no line"
                        : !strcmp(finding->key, "unhooked")
                            ? "this build of the library does not see vfork and syscall"
                            : ct_unseen_means(finding->key);

    snprintf(text, CT_HAZARD_FACTS, "%.64s: %.400s", finding->key, means);
}

const struct ct_hazard ct_hazard_not_covered = {
    .id = "not-covered",
    .title = "programs ran without the library",
    .advice =
        "What they created is not in this log. 'clonetrace scan PROGRAM' says why before it runs; "
        "'clonetrace check --enforce kernel' holds them to a policy all the same.",
    .source = "docs/limits.md",
    .add = add,
    .settle = settle,
    .facts = facts,
};
