// SPDX-License-Identifier: MIT
// What became of children: an exec, an end, or nothing that the log tells of. Their lines may come
// before the line of the call that created them, so both are kept until the two have met.
#include "clonetrace/report/children.h"

#include <stdlib.h>

#include "clonetrace/cli/fail.h"

static uint64_t key_of(const struct ct_report_event *event, pid_t pid) {
    return (uint64_t)event->machine->index << 32 | (uint32_t)pid;
}

static void conclude(struct ct_children *children, struct ct_child *child,
                     enum ct_child_fate fate) {
    if (child->created)
        children->settled(children->owner, child, child->execs ? CT_CHILD_EXEC : fate);
    free(child);
}

static void settle(struct ct_children *children, uint64_t key, enum ct_child_fate fate) {
    struct ct_child *child = ct_map_get(&children->by_pid, key);

    if (!child)
        return;
    ct_map_put(&children->by_pid, key, NULL);
    conclude(children, child, fate);
}

// What had the pid before is settled: it did not come to an end that the log tells of.
static struct ct_child *fresh(struct ct_children *children, uint64_t key, uint64_t ts_ns) {
    struct ct_child *child = ct_alloc(sizeof *child);

    settle(children, key, CT_CHILD_UNKNOWN);
    child->ts_ns = ts_ns;
    ct_map_put(&children->by_pid, key, child);
    return child;
}

static void executed(struct ct_children *children, const struct ct_report_event *event,
                     bool (*follows)(const char *api)) {
    const struct ct_record *record = event->record;
    uint64_t key = key_of(event, record->who.tgid);
    struct ct_child *child = ct_map_get(&children->by_pid, key);

    if (!record->since_api || !follows(record->since_api))
        return;
    if (!child || child->ts_ns != record->since_ns)
        child = fresh(children, key, record->since_ns);
    child->execs = !record->error && !record->refused;
    child->exec_ns = record->ts_ns;
    child->faults = record->minflt;
}

void ct_children_add(struct ct_children *children, const struct ct_report_event *event,
                     bool (*follows)(const char *api)) {
    uint64_t key = key_of(event, event->record->who.tgid);
    const struct ct_child *child;

    switch (event->record->kind) {
    case CT_EVENT_EXEC:
        executed(children, event, follows);
        break;
    case CT_EVENT_EXIT:
        child = ct_map_get(&children->by_pid, key);
        if (child && child->created)
            settle(children, key, CT_CHILD_ENDED);
        break;
    case CT_EVENT_IMAGE:
        child = ct_map_get(&children->by_pid, key);
        if (child && child->created && child->execs)
            settle(children, key, CT_CHILD_EXEC);
        break;
    default:
        break;
    }
}

void ct_children_created(struct ct_children *children, const struct ct_report_event *event,
                         void *mine) {
    const struct ct_record *record = event->record;
    uint64_t key = key_of(event, record->child.tgid);
    struct ct_child *child = ct_map_get(&children->by_pid, key);
    const struct ct_proc *proc = ct_tree_find(&event->machine->trace.tree, record->child.tgid);

    if (child && (child->created || child->ts_ns != record->ts_ns))
        child = NULL; // of another process that had the pid
    if (!child && !mine)
        return;
    if (!child)
        child = fresh(children, key, record->ts_ns);
    child->created = mine != NULL;
    child->mine = mine;
    if (!mine || (proc && proc->ended && proc->end_ns >= record->ts_ns))
        settle(children, key, CT_CHILD_ENDED);
}

void ct_children_finish(struct ct_children *children) {
    struct ct_map *map = &children->by_pid;

    for (size_t i = 0; i < map->size; i++) {
        if (map->slots[i].value)
            conclude(children, map->slots[i].value, CT_CHILD_UNKNOWN);
    }
    ct_map_finish(map);
}
