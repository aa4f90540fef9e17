// SPDX-License-Identifier: MIT
// The section `cost`: forks that copy an address space, and what became of the copy. A child's
// lines may come before the line of the call that made it, so both are kept until the two have met.
#include "clonetrace/report/cost.h"

#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include "clonetrace/cli/fail.h"
#include "clonetrace/report/parts.h"

struct fork {
    struct ct_cost_row *row;
    uint64_t duration_ns;
    struct ct_record_memory memory;
};

static void sum(struct ct_cost_memory *sum, const struct ct_record_memory *memory) {
    sum->forks += memory->known;
    sum->rss_kib += memory->rss_kib;
    sum->pte_kib += memory->pte_kib;
}

static void settled(void *owner, struct ct_child *child, enum ct_child_fate fate) {
    struct fork *fork = child->mine;
    struct ct_cost_row *row = fork->row;

    (void)owner;
    row->ended += fate == CT_CHILD_ENDED;
    if (fate == CT_CHILD_EXEC) {
        row->execs++;
        row->exec_ns += fork->duration_ns;
        sum(&row->exec_memory, &fork->memory);
        ct_spread_add(&row->faults, child->faults);
    }
    free(fork);
}

static void *begin(const struct ct_report *report, FILE *out) {
    struct ct_cost *cost = ct_alloc(sizeof *cost);

    (void)report, (void)out;
    cost->rows.size = sizeof(struct ct_cost_row);
    cost->children.settled = settled;
    return cost;
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
    struct fork *fork = NULL;

    if (event->passes && !(record->flags & CLONE_VM)) {
        fork = ct_alloc(sizeof *fork);
        fork->row = count(cost, event);
        fork->duration_ns = record->duration_ns;
        fork->memory = record->mem;
    }
    ct_children_created(&cost->children, event, fork);
}

// Whether that function copies the address space, or may.
static bool may_copy(const char *api) {
    return !strstr(api, "vfork") && !strstr(api, "spawn") && strcmp(api, "system") != 0 &&
           strcmp(api, "popen") != 0 && strcmp(api, "wordexp") != 0;
}

static void add(void *state, const struct ct_report_event *event) {
    struct ct_cost *cost = state;
    const struct ct_record *record = event->record;

    if (record->kind != CT_EVENT_CREATE)
        ct_children_add(&cost->children, event, may_copy);
    else if (record->result == CT_RESULT_OK && !record->thread && record->child.tgid)
        created(cost, event);
}

static int by_time(const void *a, const void *b) {
    const struct ct_cost_row *x = *(struct ct_cost_row *const *)a,
                             *y = *(struct ct_cost_row *const *)b;

    if (x->took.total != y->took.total)
        return x->took.total > y->took.total ? -1 : 1;
    return ct_rows_order(&x->row, &y->row);
}

static void settle_all(struct ct_cost *cost) {
    ct_children_finish(&cost->children);
    if (cost->rows.count)
        qsort(cost->rows.list, cost->rows.count, sizeof(struct ct_row *), by_time);
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

    ct_children_finish(&cost->children);
    for (size_t i = 0; i < cost->rows.count; i++) {
        struct ct_cost_row *row = (struct ct_cost_row *)cost->rows.list[i];

        ct_spread_finish(&row->took);
        ct_spread_finish(&row->faults);
    }
    ct_rows_finish(&cost->rows);
    free(cost);
}

const struct ct_report_part ct_report_cost = {begin, add, end, json, finish};
