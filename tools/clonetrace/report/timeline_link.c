// SPDX-License-Identifier: MIT
// What can be said of a timeline only at its end: which processes are on it and in which order, one
// axis for all machines, and each event in the order of time. The threads are timeline_tasks.c's.
#include <stdlib.h>

#include "clonetrace/cli/fail.h"
#include "clonetrace/report/filter.h"
#include "clonetrace/report/timeline_tasks.h"

// Lines with one pid that turned out to be one process.
static const struct ct_proc *resolved(const struct ct_proc *proc) {
    while (proc && proc->merged)
        proc = proc->merged;
    return proc;
}

// A process with all its ancestors; the root of a tree is none.
static void want(struct ct_map *wanted, const struct ct_proc *proc) {
    for (; proc && proc->parent && !ct_map_get(wanted, (uintptr_t)proc); proc = proc->parent)
        ct_map_put(wanted, (uintptr_t)proc, (void *)1);
}

// Where creations are filtered, processes that have nothing to do with those left are not drawn.
static void want_all(struct ct_timeline *timeline, struct ct_map *wanted) {
    bool creations_only = ct_filter_any(&timeline->report->filter);

    for (size_t i = 0; i < timeline->count; i++) {
        struct ct_timeline_event *event = &timeline->events[i];

        event->proc = resolved(event->proc);
        event->child = resolved(event->child);
        if (creations_only && event->kind != CT_EVENT_CREATE)
            continue;
        want(wanted, event->proc);
        want(wanted, event->child);
    }
}

// The next one in the order of a printed tree: first child, sibling, an ancestor's sibling.
static const struct ct_proc *after(const struct ct_proc *proc, const struct ct_proc *root,
                                   bool into) {
    if (into && proc->first)
        return proc->first;
    while (proc != root && !proc->next)
        proc = proc->parent;
    return proc == root ? NULL : proc->next;
}

static void place(struct ct_timeline *timeline, struct ct_map *places, const struct ct_proc *proc,
                  size_t machine) {
    uint32_t parent = (uint32_t)(uintptr_t)ct_map_get(places, (uintptr_t)proc->parent);

    timeline->procs[timeline->proc_count++] = (struct ct_timeline_proc){
        .proc = proc,
        .machine = (uint32_t)machine,
        .parent = parent,
        .depth = parent ? timeline->procs[parent - 1].depth + 1 : 0,
    };
    ct_map_put(places, (uintptr_t)proc, (void *)(uintptr_t)timeline->proc_count);
}

static void place_all(struct ct_timeline *timeline, const struct ct_map *wanted,
                      struct ct_map *places) {
    const struct ct_report *report = timeline->report;
    unsigned levels = report->filter.depth;
    size_t all = 0;

    for (size_t i = 0; i < report->machine_count; i++) {
        const struct ct_tree *tree = &report->machines[i]->trace.tree;

        for (size_t at = 0; at < tree->count; at++)
            all += !tree->procs[at]->merged;
    }
    timeline->procs = ct_alloc((all + 1) * sizeof *timeline->procs);
    for (size_t i = 0; i < report->machine_count; i++) {
        const struct ct_proc *root = &report->machines[i]->trace.tree.root, *proc = root->first;

        while (proc) {
            bool draw = ct_map_get(wanted, (uintptr_t)proc) != NULL, deeper = draw;

            if (draw) {
                place(timeline, places, proc, i);
                deeper = !levels || timeline->procs[timeline->proc_count - 1].depth + 1 < levels;
            }
            proc = after(proc, root, deeper);
        }
    }
    if (levels || ct_filter_any(&report->filter))
        timeline->hidden_procs = all - timeline->proc_count;
}

// First and last line of each machine, on its own clock.
struct span {
    uint64_t first, last;
};

static struct span *spans(const struct ct_timeline *timeline) {
    const struct ct_report *report = timeline->report;
    struct span *all = ct_alloc((report->machine_count + 1) * sizeof *all);

    for (size_t i = 0; i < report->machine_count; i++)
        all[i].first = UINT64_MAX;
    for (size_t i = 0; i < timeline->count; i++) {
        const struct ct_timeline_event *event = &timeline->events[i];
        struct span *span = &all[event->machine];

        span->first = event->ns < span->first ? event->ns : span->first;
        span->last = event->ns > span->last ? event->ns : span->last;
    }
    for (size_t i = 0; i < report->machine_count; i++)
        all[i].first = all[i].last < all[i].first ? all[i].last : all[i].first;
    return all;
}

// Whether the times of day of several machines make a picture: all are known, and what happened is
// not lost in the gaps between.
static bool times_agree(const struct ct_report *report, const struct span *all) {
    uint64_t longest = 0, first = UINT64_MAX, last = 0;

    for (size_t i = 0; i < report->machine_count; i++) {
        uint64_t real = (uint64_t)report->machines[i]->real_minus_mono_ns;
        uint64_t from = all[i].first + real, to = all[i].last + real;

        if (!report->machines[i]->has_real)
            return false;
        longest = to - from > longest ? to - from : longest;
        first = from < first ? from : first;
        last = to > last ? to : last;
    }
    return (last - first) / 20 <= longest;
}

static void choose_axis(struct ct_timeline *timeline) {
    const struct ct_report *report = timeline->report;
    struct span *all = spans(timeline);
    uint64_t earliest = UINT64_MAX;

    timeline->one_clock = report->machine_count > 1 && times_agree(report, all);
    timeline->shift = ct_alloc((report->machine_count + 1) * sizeof *timeline->shift);
    for (size_t i = 0; i < report->machine_count && timeline->one_clock; i++) {
        uint64_t from = all[i].first + (uint64_t)report->machines[i]->real_minus_mono_ns;

        earliest = from < earliest ? from : earliest;
    }
    for (size_t i = 0; i < report->machine_count; i++)
        timeline->shift[i] = timeline->one_clock
                                 ? (uint64_t)report->machines[i]->real_minus_mono_ns - earliest
                                 : 0 - all[i].first;
    free(all);
}

static int by_time(const void *a, const void *b) {
    const struct ct_timeline_event *x = a, *y = b;

    if (x->ns != y->ns)
        return x->ns < y->ns ? -1 : 1;
    return x->task < y->task ? -1 : x->task > y->task; // the order of the log, until then
}

// Leaves out what belongs to no process drawn, and sorts the rest.
static void order_events(struct ct_timeline *timeline, const struct ct_map *places) {
    size_t kept = 0;

    for (size_t i = 0; i < timeline->count; i++) {
        struct ct_timeline_event *event = &timeline->events[i];

        if (!event->proc || !ct_map_get(places, (uintptr_t)event->proc))
            continue;
        event->ns = ct_timeline_axis(timeline, event->machine, event->ns);
        event->task = (uint32_t)i;
        timeline->events[kept++] = *event;
    }
    timeline->count = kept;
    if (kept)
        qsort(timeline->events, kept, sizeof *timeline->events, by_time);
}

uint64_t ct_timeline_axis(const struct ct_timeline *timeline, size_t machine, uint64_t ns) {
    uint64_t at = ns + timeline->shift[machine];

    return at <= INT64_MAX ? at : 0;
}

void ct_timeline_link(struct ct_timeline *timeline) {
    struct ct_map wanted = {0}, places = {0};

    want_all(timeline, &wanted);
    place_all(timeline, &wanted, &places);
    ct_map_finish(&wanted);
    choose_axis(timeline);
    order_events(timeline, &places);
    ct_timeline_tasks(timeline, &places);
    ct_map_finish(&places);
}
