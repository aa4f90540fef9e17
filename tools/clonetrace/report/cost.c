// SPDX-License-Identifier: MIT
// The section `cost`: forks that copy an address space, and what became of the copy. A child's
// lines may come before the line of the call that made it, so both are kept until the two have met.
#include "clonetrace/report/cost.h"

#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include "clonetrace/cli/fail.h"
#include "clonetrace/report/parts.h"

// A process from its fork, or its exec if that is read first, until it is known what it did.
struct child {
    struct ct_cost_row *row; // NULL: the line of its fork has not come
    uint64_t ts_ns;          // of its fork
    uint64_t duration_ns;
    struct ct_record_memory memory;
    bool execs; // an exec line, and none that says it failed
    uint64_t faults;
};

static void *begin(const struct ct_report *report, FILE *out) {
    struct ct_cost *cost = ct_alloc(sizeof *cost);

    (void)report, (void)out;
    cost->rows.size = sizeof(struct ct_cost_row);
    return cost;
}

static uint64_t key_of(const struct ct_report_event *event, pid_t pid) {
    return (uint64_t)event->machine->index << 32 | (uint32_t)pid;
}

static void sum(struct ct_cost_memory *sum, const struct ct_record_memory *memory) {
    sum->forks += memory->known;
    sum->rss_kib += memory->rss_kib;
    sum->pte_kib += memory->pte_kib;
}

// It is known, or will not be known any more, what the child did.
static void conclude(struct child *child) {
    if (child->row && child->execs) {
        child->row->execs++;
        child->row->exec_ns += child->duration_ns;
        sum(&child->row->exec_memory, &child->memory);
        ct_spread_add(&child->row->faults, child->faults);
    }
    free(child);
}

static void settle(struct ct_cost *cost, uint64_t key, struct child *child) {
    conclude(child);
    ct_map_put(&cost->children, key, NULL);
}

static struct child *fresh(struct ct_cost *cost, uint64_t key) {
    struct child *old = ct_map_get(&cost->children, key), *child;

    if (old)
        settle(cost, key, old); // the pid came again
    child = ct_alloc(sizeof *child);
    ct_map_put(&cost->children, key, child);
    return child;
}

static struct ct_cost_row *count(struct ct_cost *cost, const struct ct_report_event *event) {
    const struct ct_record_memory *memory = &event->record->mem;
    struct ct_cost_row *row = (struct ct_cost_row *)ct_rows_of(&cost->rows, event);

    ct_spread_add(&row->took, event->record->duration_ns);
    sum(&row->memory, memory);
    if (memory->rss_kib > row->rss_max_kib)
        row->rss_max_kib = memory->rss_kib;
    if (memory->pte_kib > row->pte_max_kib)
        row->pte_max_kib = memory->pte_kib;
    return row;
}

static void created(struct ct_cost *cost, const struct ct_report_event *event) {
    const struct ct_record *record = event->record;
    uint64_t key = key_of(event, record->child.tgid);
    struct child *child = ct_map_get(&cost->children, key);
    const struct ct_proc *proc;
    struct ct_cost_row *row;

    if (child && (child->row || child->ts_ns != record->ts_ns))
        child = NULL; // of another process that had the pid
    if (!event->passes || record->flags & CLONE_VM) {
        if (child)
            settle(cost, key, child);
        return;
    }
    row = count(cost, event);
    proc = ct_tree_find(&event->machine->trace.tree, record->child.tgid);
    if (!child && proc && proc->ended && proc->end_ns >= record->ts_ns) {
        row->ended++;
        return;
    }
    if (!child)
        child = fresh(cost, key);
    child->row = row;
    child->ts_ns = record->ts_ns;
    child->duration_ns = record->duration_ns;
    child->memory = record->mem;
}

// Whether that function copies the address space, or may.
static bool may_copy(const char *api) {
    return api && !strstr(api, "vfork") && !strstr(api, "spawn") && strcmp(api, "system") != 0 &&
           strcmp(api, "popen") != 0 && strcmp(api, "wordexp") != 0;
}

static void executed(struct ct_cost *cost, const struct ct_report_event *event) {
    const struct ct_record *record = event->record;
    uint64_t key = key_of(event, record->who.tgid);
    struct child *child = ct_map_get(&cost->children, key);
    bool failed = record->error || record->refused;

    if (child && child->ts_ns == record->since_ns) {
        child->execs = !failed;
        child->faults = record->minflt;
    } else if (!failed && may_copy(record->since_api)) {
        child = fresh(cost, key);
        child->ts_ns = record->since_ns;
        child->execs = true;
        child->faults = record->minflt;
    }
}

static void ended(struct ct_cost *cost, const struct ct_report_event *event) {
    uint64_t key = key_of(event, event->record->who.tgid);
    struct child *child = ct_map_get(&cost->children, key);

    if (!child || !child->row)
        return;
    child->row->ended += !child->execs;
    settle(cost, key, child);
}

static void started(struct ct_cost *cost, const struct ct_report_event *event) {
    uint64_t key = key_of(event, event->record->who.tgid);
    struct child *child = ct_map_get(&cost->children, key);

    if (child && child->row && child->execs)
        settle(cost, key, child);
}

static void add(void *state, const struct ct_report_event *event) {
    const struct ct_record *record = event->record;

    if (record->kind == CT_EVENT_EXEC)
        executed(state, event);
    else if (record->kind == CT_EVENT_EXIT)
        ended(state, event);
    else if (record->kind == CT_EVENT_IMAGE)
        started(state, event);
    else if (record->kind == CT_EVENT_CREATE && record->result == CT_RESULT_OK && !record->thread &&
             record->child.tgid)
        created(state, event);
}

static int by_time(const void *a, const void *b) {
    const struct ct_cost_row *x = *(struct ct_cost_row *const *)a,
                             *y = *(struct ct_cost_row *const *)b;

    if (x->took.total != y->took.total)
        return x->took.total > y->took.total ? -1 : 1;
    return ct_rows_order(&x->row, &y->row);
}

static void settle_all(struct ct_cost *cost) {
    struct ct_map *children = &cost->children;

    if (cost->settled)
        return;
    for (size_t i = 0; i < children->size; i++) {
        if (children->slots[i].value)
            conclude(children->slots[i].value);
    }
    ct_map_finish(children);
    if (cost->rows.count)
        qsort(cost->rows.list, cost->rows.count, sizeof(struct ct_row *), by_time);
    cost->settled = true;
}

static int end(void *state, const struct ct_report *report, FILE *out) {
    settle_all(state);
    ct_cost_show(state, report, out);
    return 0;
}

static void json(void *state, const struct ct_report *report, FILE *out) {
    settle_all(state);
    ct_cost_json(state, report, out);
}

static void finish(void *state) {
    struct ct_cost *cost = state;

    settle_all(cost);
    for (size_t i = 0; i < cost->rows.count; i++) {
        struct ct_cost_row *row = (struct ct_cost_row *)cost->rows.list[i];

        ct_spread_finish(&row->took);
        ct_spread_finish(&row->faults);
    }
    ct_rows_finish(&cost->rows);
    free(cost);
}

const struct ct_report_part ct_report_cost = {begin, add, end, json, finish};
