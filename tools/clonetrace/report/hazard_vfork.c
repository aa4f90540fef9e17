// SPDX-License-Identifier: MIT
// A child of vfork runs in the memory and on the stack of its parent, which waits. The line of the
// vfork comes when the parent goes on, so what the child did is kept until then.
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clonetrace/cli/fail.h"
#include "clonetrace/report/hazard_kinds.h"

#define ACTS 2 // of a child that are kept as proof

// What a process did before the line of its creation, and before it ran a program.
struct early {
    struct ct_hazard_proof *acts[ACTS];
    size_t kept;
    uint64_t count;
    bool doubtful; // lines before are lost: it may have run a program
    struct ct_hazard_proof *exec;
    uint64_t since_ns, exec_ns, faults;
};

struct state {
    struct ct_map early; // by machine and pid
};

static uint64_t key_of(const struct ct_report_event *event, pid_t pid) {
    return (uint64_t)event->machine->index << 32 | (uint32_t)pid;
}

static void forget(struct ct_hazards *hazards, struct early *early) {
    for (size_t i = 0; i < early->kept; i++)
        ct_hazards_drop(hazards, early->acts[i]);
    ct_hazards_drop(hazards, early->exec);
    free(early);
}

static void drop(struct ct_hazards *hazards, struct state *state, uint64_t key) {
    struct early *early = ct_map_get(&state->early, key);

    if (!early)
        return;
    ct_map_put(&state->early, key, NULL);
    forget(hazards, early);
}

static struct early *early_of(struct state *state, uint64_t key) {
    struct early *early = ct_map_get(&state->early, key);

    if (!early) {
        early = ct_alloc(sizeof *early);
        ct_map_put(&state->early, key, early);
    }
    return early;
}

// Once a process is known to have been created, or to run a program, nothing it does is early.
static void acted(struct ct_hazards *hazards, struct state *state,
                  const struct ct_report_event *event) {
    const struct ct_proc *proc = ct_tree_find(&event->machine->trace.tree, event->record->who.tgid);
    struct early *early;

    if (!proc || proc->created || proc->images || proc->exec_path)
        return;
    early = early_of(state, key_of(event, event->record->who.tgid));
    early->count++;
    early->doubtful |= event->record->lost > 0;
    if (early->kept < ACTS)
        early->acts[early->kept++] = ct_hazards_hold(hazards, event);
}

static void executed(struct ct_hazards *hazards, struct state *state,
                     const struct ct_report_event *event) {
    const struct ct_record *record = event->record;
    struct early *early;

    if (!record->since_api || record->error || record->refused || !record->since_ns ||
        strstr(record->since_api, "spawn"))
        return;
    early = early_of(state, key_of(event, record->who.tgid));
    ct_hazards_drop(hazards, early->exec);
    early->exec = ct_hazards_hold(hazards, event);
    early->since_ns = record->since_ns;
    early->exec_ns = record->ts_ns;
    early->faults = record->minflt;
}

static struct ct_finding *find(struct ct_hazards *hazards, const struct ct_report_event *event,
                               const char *key, uint64_t number) {
    struct ct_finding *finding = ct_hazards_find(hazards, &ct_hazard_vfork_child, event, true, key);

    if (number > finding->numbers[0])
        finding->numbers[0] = number;
    ct_hazards_prove(hazards, finding, event);
    return finding;
}

static void judge_acts(struct ct_hazards *hazards, const struct ct_report_event *event,
                       struct early *early) {
    struct ct_finding *finding;

    if (!early->kept || early->doubtful || early->acts[0]->ts_ns < event->record->ts_ns ||
        early->acts[0]->ts_ns > event->record->ts_ns + event->record->duration_ns)
        return;
    finding = find(hazards, event, "acted", early->count);
    for (size_t i = 0; i < early->kept; i++)
        ct_hazards_give(hazards, finding, early->acts[i]);
    early->kept = 0;
}

static void judge_exec(struct ct_hazards *hazards, const struct ct_report_event *event,
                       struct early *early) {
    const struct ct_limits *limits = &hazards->report->wishes.limits;

    if (early->faults < ct_limit(limits, CT_LIMIT_VFORK_FAULTS))
        return;
    ct_hazards_give(hazards, find(hazards, event, "touched", early->faults), early->exec);
    early->exec = NULL;
}

// Only libc itself is in the child of posix_spawn and system.
static bool by_hand(const char *api) {
    return strstr(api, "vfork") || strstr(api, "clone") || !strcmp(api, "syscall");
}

static void created(struct ct_hazards *hazards, struct state *state,
                    const struct ct_report_event *event) {
    const struct ct_record *record = event->record;
    uint64_t key = key_of(event, record->child.tgid), waited = record->duration_ns;
    struct early *early = ct_map_get(&state->early, key);
    bool exec;

    if (event->passes && record->flags & CLONE_VFORK && record->flags & CLONE_VM &&
        by_hand(record->api)) {
        exec = early && early->exec && early->since_ns == record->ts_ns;
        if (early)
            judge_acts(hazards, event, early);
        if (exec && early->exec_ns > record->ts_ns)
            waited = early->exec_ns - record->ts_ns;
        if (exec)
            judge_exec(hazards, event, early);
        if (waited >= ct_limit(&hazards->report->wishes.limits, CT_LIMIT_VFORK_MS) * 1000000)
            find(hazards, event, "waited", waited);
    }
    drop(hazards, state, key);
}

static void add(struct ct_hazards *hazards, void *mine, const struct ct_report_event *event) {
    const struct ct_record *record = event->record;

    if (record->kind == CT_EVENT_NAMESPACE ||
        (record->kind == CT_EVENT_CREATE && record->result == CT_RESULT_OK))
        acted(hazards, mine, event);
    if (record->kind == CT_EVENT_EXEC)
        executed(hazards, mine, event);
    else if (record->kind == CT_EVENT_CREATE && record->result == CT_RESULT_OK && !record->thread &&
             record->child.tgid)
        created(hazards, mine, event);
}

static void finish(struct ct_hazards *hazards, void *mine) {
    struct state *state = mine;

    for (size_t i = 0; i < state->early.size; i++) {
        if (state->early.slots[i].value)
            forget(hazards, state->early.slots[i].value);
    }
    ct_map_finish(&state->early);
}

static void facts(const struct ct_finding *finding, char text[CT_HAZARD_FACTS]) {
    unsigned long long number = finding->numbers[0];

    if (!strcmp(finding->key, "acted"))
        snprintf(text, CT_HAZARD_FACTS,
                 "before an exec, a child made up to %llu call%s to create tasks or change "
                 "namespaces",
                 number, number == 1 ? "" : "s");
    else if (!strcmp(finding->key, "touched"))
        snprintf(text, CT_HAZARD_FACTS,
                 "before its exec, a child had up to %llu page faults in the memory of its parent",
                 number);
    else
        snprintf(text, CT_HAZARD_FACTS, "the parent's thread stood still for up to %llu ms",
                 number / 1000000);
}

const struct ct_hazard ct_hazard_vfork_child = {
    .id = "vfork-child",
    .title = "a child of vfork did more than run a program",
    .advice =
        "POSIX allows it _exit and exec only: it runs in its parent's memory, which waits for it. "
        "Do the rest before, or with posix_spawn's attributes and file actions.",
    .source = "vfork(2), posix_spawn(3)",
    .state = sizeof(struct state),
    .add = add,
    .finish = finish,
    .facts = facts,
};
