// SPDX-License-Identifier: MIT
// Chains of processes, each created by the one before: recursion that does not end, or a script
// that calls itself.
#include <stdio.h>

#include "clonetrace/report/hazard_kinds.h"

static void add(struct ct_hazards *hazards, void *mine, const struct ct_report_event *event) {
    (void)hazards, (void)mine, (void)event;
}

// No line of the log says how deep a process is, so the proof is who created it, and when.
static void settle_machine(struct ct_hazards *hazards, const struct ct_report_machine *machine,
                           uint64_t limit) {
    const struct ct_tree *tree = &machine->trace.tree;

    for (size_t i = 0; i < tree->count; i++) {
        const struct ct_proc *proc = tree->procs[i];
        struct ct_finding *finding;

        if (proc->merged || proc->pruned || proc->depth < limit)
            continue;
        finding = ct_hazards_find_on(hazards, &ct_hazard_fork_depth, machine, NULL);
        finding->count++;
        if (proc->depth > finding->numbers[0])
            finding->numbers[0] = proc->depth;
        if (finding->proof_count < CT_HAZARD_PROOFS)
            finding->proofs[finding->proof_count++] =
                (struct ct_hazard_proof){.ts_ns = proc->start_ns,
                                         .who = {.tgid = proc->by, .tid = proc->by},
                                         .api = ct_names_keep(&hazards->names, proc->api)};
    }
}

static void settle(struct ct_hazards *hazards, void *mine) {
    const struct ct_report *report = hazards->report;

    (void)mine;
    for (size_t i = 0; i < report->machine_count; i++)
        settle_machine(hazards, report->machines[i],
                       ct_limit(&report->wishes.limits, CT_LIMIT_STORM_DEPTH));
}

static void facts(const struct ct_finding *finding, char text[CT_HAZARD_FACTS]) {
    snprintf(text, CT_HAZARD_FACTS,
             "%llu process%s at the end of such a chain, the longest with %llu",
             (unsigned long long)finding->count, finding->count == 1 ? " is" : "es are",
             (unsigned long long)finding->numbers[0]);
}

const struct ct_hazard ct_hazard_fork_depth = {
    .id = "fork-depth",
    .title = "a long chain of processes, each created by the one before",
    .advice =
        "Look for a program that starts itself. A limit on tasks (RLIMIT_NPROC, pids.max) keeps "
        "the machine usable meanwhile.",
    .source = "docs/hazards.md; --threshold storm-depth=N",
    .add = add,
    .settle = settle,
    .facts = facts,
};
