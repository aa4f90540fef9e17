// SPDX-License-Identifier: MIT
// Threads that live shorter than it takes to be worth one, in numbers. Only ends of threads prove
// it.
#include <stdio.h>
#include <stdlib.h>

#include "clonetrace/cli/fail.h"
#include "clonetrace/report/hazard_kinds.h"

enum { MOST, PROCESSES }; // numbers of a finding

// Short-lived threads of one process from one place.
struct churn {
    const struct ct_proc *proc;
    struct ct_finding *place; // not found yet: only once there are enough
    uint64_t count;
    struct ct_hazard_proof *proof;
    struct churn *same_hash, *next;
};

// A thread of which one line was read.
struct end {
    uint64_t ts_ns;
    struct churn *churn; // NULL: it is the end
    struct ct_hazard_proof *proof;
};

struct state {
    struct ct_map places; // struct churn, by process and place
    struct churn *all;
    struct ct_map ends; // by machine and tid
};

static struct churn *churn_of(struct ct_hazards *hazards, struct state *state,
                              const struct ct_report_event *event) {
    const struct ct_proc *proc = ct_tree_find(&event->machine->trace.tree, event->record->who.tgid);
    struct ct_finding *place = ct_hazards_find(hazards, &ct_hazard_thread_churn, event, true, NULL);
    const void *parts[] = {proc, place};
    uint64_t hash = ct_map_hash(0, parts, sizeof parts);
    struct churn *first = ct_map_get(&state->places, hash), *churn = first;

    while (churn && (churn->proc != proc || churn->place != place))
        churn = churn->same_hash;
    if (churn)
        return churn;
    churn = ct_alloc(sizeof *churn);
    *churn = (struct churn){.proc = proc, .place = place, .same_hash = first, .next = state->all};
    state->all = churn;
    ct_map_put(&state->places, hash, churn);
    return churn;
}

static void lived(struct ct_hazards *hazards, struct churn *churn, uint64_t from, uint64_t to,
                  struct ct_hazard_proof *proof) {
    uint64_t limit = ct_limit(&hazards->report->wishes.limits, CT_LIMIT_CHURN_MS) * 1000000;

    if (to > from && to - from >= limit) {
        ct_hazards_drop(hazards, proof);
        return;
    }
    churn->count++;
    if (!churn->proof)
        churn->proof = proof;
    else
        ct_hazards_drop(hazards, proof);
}

static uint64_t key_of(const struct ct_report_event *event, pid_t tid) {
    return (uint64_t)event->machine->index << 32 | (uint32_t)tid;
}

static struct end *other_end(struct state *state, uint64_t key) {
    struct end *end = ct_map_get(&state->ends, key);

    if (!end) {
        end = ct_alloc(sizeof *end);
        ct_map_put(&state->ends, key, end);
    }
    return end;
}

static void began(struct ct_hazards *hazards, struct state *state,
                  const struct ct_report_event *event) {
    const struct ct_record *record = event->record;
    uint64_t key = key_of(event, record->child.tid);
    struct end *end = ct_map_get(&state->ends, key);
    struct churn *churn = churn_of(hazards, state, event);
    struct ct_hazard_proof *proof = churn->proof ? NULL : ct_hazards_hold(hazards, event);

    if (end && !end->churn && end->ts_ns >= record->ts_ns) {
        lived(hazards, churn, record->ts_ns, end->ts_ns, proof);
        ct_map_put(&state->ends, key, NULL);
        free(end);
        return;
    }
    end = other_end(state, key);
    ct_hazards_drop(hazards, end->proof); // the tid came again
    *end = (struct end){.ts_ns = record->ts_ns, .churn = churn, .proof = proof};
}

static void ended(struct ct_hazards *hazards, struct state *state,
                  const struct ct_report_event *event) {
    uint64_t key = key_of(event, event->record->who.tid);
    struct end *end = ct_map_get(&state->ends, key);

    if (end && end->churn) {
        lived(hazards, end->churn, end->ts_ns, event->record->ts_ns, end->proof);
        ct_map_put(&state->ends, key, NULL);
        free(end);
        return;
    }
    *other_end(state, key) = (struct end){.ts_ns = event->record->ts_ns};
}

static void add(struct ct_hazards *hazards, void *mine, const struct ct_report_event *event) {
    if (event->record->kind == CT_EVENT_THREAD_EXIT)
        ended(hazards, mine, event);
    else if (ct_hazard_created(event) && event->record->thread && event->record->child.tid)
        began(hazards, mine, event);
}

static void settle(struct ct_hazards *hazards, void *mine) {
    uint64_t limit = ct_limit(&hazards->report->wishes.limits, CT_LIMIT_CHURN);
    struct state *state = mine;

    for (struct churn *churn = state->all; churn; churn = churn->next) {
        struct ct_finding *place = churn->place;

        if (churn->count < limit)
            continue;
        place->count += churn->count;
        place->numbers[PROCESSES]++;
        if (churn->count > place->numbers[MOST])
            place->numbers[MOST] = churn->count;
        if (churn->proof)
            ct_hazards_give(hazards, place, churn->proof);
        churn->proof = NULL;
    }
}

static void finish(struct ct_hazards *hazards, void *mine) {
    struct state *state = mine;

    while (state->all) {
        struct churn *next = state->all->next;

        ct_hazards_drop(hazards, state->all->proof);
        free(state->all);
        state->all = next;
    }
    for (size_t i = 0; i < state->ends.size; i++) {
        struct end *end = state->ends.slots[i].value;

        if (end)
            ct_hazards_drop(hazards, end->proof);
        free(end);
    }
    ct_map_finish(&state->ends);
    ct_map_finish(&state->places);
}

static void facts(const struct ct_finding *finding, char text[CT_HAZARD_FACTS]) {
    snprintf(text, CT_HAZARD_FACTS,
             "up to %llu threads of one process ended almost at once, in %llu process%s",
             (unsigned long long)finding->numbers[MOST],
             (unsigned long long)finding->numbers[PROCESSES],
             finding->numbers[PROCESSES] == 1 ? "" : "es");
}

const struct ct_hazard ct_hazard_thread_churn = {
    .id = "thread-churn",
    .title = "threads that lived for a moment, in numbers",
    .advice =
        "Creating and joining costs more than such a thread does: keep a pool of threads and give "
        "them work.",
    .source = "pthread_create(3), clonetrace bench",
    .state = sizeof(struct state),
    .add = add,
    .settle = settle,
    .finish = finish,
    .facts = facts,
};
