// SPDX-License-Identifier: MIT
// A copy of a process that had threads, and no exec after it: locks that the other threads held at
// that moment stay locked in the child for ever.
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clonetrace/cli/fail.h"
#include "clonetrace/report/children.h"
#include "clonetrace/report/hazard_kinds.h"

// A child of which no line tells: the log must go on for as long for that to mean anything.
#define SILENCE_NS 1000000000u

enum { CREATED, ALIVE }; // numbers of a finding: threads, at most

// Threads of the programs that a process was before its latest exec: they ended there.
struct before {
    const struct ct_proc *proc;
    uint64_t created, ended;
};

struct fork {
    struct ct_finding *finding;
    const struct ct_report_machine *machine;
    struct ct_hazard_proof *proof;
    uint64_t ts_ns, created, alive;
};

struct state {
    struct ct_children children;
    struct ct_map before; // struct before, by machine and pid
};

static void threads_of(const struct ct_proc *proc, uint64_t *created, uint64_t *ended) {
    *created = *ended = 0;
    for (const struct ct_threads *t = proc ? proc->threads : NULL; t; t = t->next) {
        *created += t->count;
        *ended += t->ended;
    }
}

static uint64_t key_of(const struct ct_report_event *event) {
    return (uint64_t)event->machine->index << 32 | (uint32_t)event->record->who.tgid;
}

static void remember(struct state *state, const struct ct_report_event *event) {
    const struct ct_proc *proc = ct_tree_find(&event->machine->trace.tree, event->record->who.tgid);
    struct before *before = ct_map_get(&state->before, key_of(event));

    if (!proc || !proc->threads)
        return;
    if (!before) {
        before = ct_alloc(sizeof *before);
        ct_map_put(&state->before, key_of(event), before);
    }
    before->proc = proc;
    threads_of(proc, &before->created, &before->ended);
}

static void settled(void *owner, struct ct_child *child, enum ct_child_fate fate) {
    struct ct_hazards *hazards = owner;
    struct fork *fork = child->mine;
    bool silent = fate == CT_CHILD_UNKNOWN;
    uint64_t last_ns = hazards->last_ns[fork->machine->index];

    if (fate == CT_CHILD_EXEC ||
        (silent && (fork->machine->trace.tree.lost || last_ns < fork->ts_ns + SILENCE_NS))) {
        ct_hazards_drop(hazards, fork->proof);
    } else {
        fork->finding->count++;
        if (fork->created > fork->finding->numbers[CREATED])
            fork->finding->numbers[CREATED] = fork->created;
        if (fork->alive > fork->finding->numbers[ALIVE])
            fork->finding->numbers[ALIVE] = fork->alive;
        ct_hazards_give(hazards, fork->finding, fork->proof);
    }
    free(fork);
}

// The fork, if the caller had threads by then, as far as the log knows.
static struct fork *suspect(struct ct_hazards *hazards, struct state *state,
                            const struct ct_report_event *event) {
    const struct ct_proc *proc = ct_tree_find(&event->machine->trace.tree, event->record->who.tgid);
    const struct before *before = ct_map_get(&state->before, key_of(event));
    uint64_t created, ended;
    struct fork *fork;

    threads_of(proc, &created, &ended);
    if (before && before->proc == proc) {
        created -= before->created;
        ended = ended > before->ended ? ended - before->ended : 0;
    }
    if (created <= ended)
        return NULL;
    fork = ct_alloc(sizeof *fork);
    fork->finding = ct_hazards_find(hazards, &ct_hazard_fork_in_threads, event, true, NULL);
    fork->machine = event->machine;
    fork->proof = ct_hazards_hold(hazards, event);
    fork->ts_ns = event->record->ts_ns;
    fork->created = created;
    fork->alive = created - ended;
    return fork;
}

static bool may_copy(const char *api) {
    return strstr(api, "ork") || strstr(api, "clone") || !strcmp(api, "syscall") ||
           !strcmp(api, "daemon");
}

static void add(struct ct_hazards *hazards, void *mine, const struct ct_report_event *event) {
    const struct ct_record *record = event->record;
    struct state *state = mine;

    state->children.owner = hazards;
    state->children.settled = settled;
    if (record->kind == CT_EVENT_IMAGE)
        remember(state, event);
    if (record->kind != CT_EVENT_CREATE)
        ct_children_add(&state->children, event, may_copy);
    else if (record->result == CT_RESULT_OK && !record->thread && record->child.tgid)
        ct_children_created(
            &state->children, event,
            event->passes && !(record->flags & CLONE_VM) ? suspect(hazards, state, event) : NULL);
}

static void settle(struct ct_hazards *hazards, void *mine) {
    struct state *state = mine;

    (void)hazards;
    ct_children_finish(&state->children);
}

static void finish(struct ct_hazards *hazards, void *mine) {
    struct state *state = mine;

    (void)hazards;
    ct_children_finish(&state->children);
    for (size_t i = 0; i < state->before.size; i++)
        free(state->before.slots[i].value);
    ct_map_finish(&state->before);
}

static void facts(const struct ct_finding *finding, char text[CT_HAZARD_FACTS]) {
    unsigned long long created = finding->numbers[CREATED], alive = finding->numbers[ALIVE];

    if (alive < created)
        snprintf(text, CT_HAZARD_FACTS,
                 "the process had created up to %llu threads, of which up to %llu had not ended",
                 created, alive);
    else
        snprintf(text, CT_HAZARD_FACTS,
                 "the process had created up to %llu thread%s, and no line tells of an end of %s",
                 created, created == 1 ? "" : "s", created == 1 ? "it" : "one");
}

const struct ct_hazard ct_hazard_fork_in_threads = {
    .id = "fork-in-threads",
    .title = "fork in a process that had created threads, and no exec",
    .advice =
        "Until it execs, the child may only call async-signal-safe functions: a lock that another "
        "thread held stays locked. Start helpers before the threads, or start programs with "
        "posix_spawn (Python: multiprocessing's \"spawn\" or \"forkserver\").",
    .source = "fork(2), POSIX fork(), signal-safety(7)",
    .state = sizeof(struct state),
    .add = add,
    .settle = settle,
    .finish = finish,
    .facts = facts,
};
