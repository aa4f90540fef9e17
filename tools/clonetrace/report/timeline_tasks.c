// SPDX-License-Identifier: MIT
// Threads out of events in the order of time. Ids come again; what is known of a thread's life is
// kept apart from what is only the first or last sign of it.
#include "clonetrace/report/timeline_tasks.h"

#include <stdlib.h>

#include "clonetrace/cli/fail.h"

struct walk {
    struct ct_timeline *timeline;
    const struct ct_map *places;
    struct ct_map by_tid; // machine and tid: index plus 1 of the latest task
    struct ct_map hidden; // machine, caller and time of calls that hide their child: event plus 1
};

static uint64_t key_of(size_t machine, pid_t tid) {
    return (uint64_t)machine << 32 | (uint32_t)tid;
}

static uint64_t hidden_key(uint64_t machine, pid_t by, uint64_t ns) {
    uint64_t parts[] = {machine, (uint64_t)by, ns};

    return ct_map_hash(0, parts, sizeof parts);
}

static uint32_t place_of(const struct walk *walk, const struct ct_proc *proc) {
    return proc ? (uint32_t)(uintptr_t)ct_map_get(walk->places, (uintptr_t)proc) : 0;
}

static struct ct_timeline_task *add(struct walk *walk, uint32_t proc, pid_t tid, uint64_t ns) {
    struct ct_timeline *timeline = walk->timeline;
    struct ct_timeline_proc *owner = &timeline->procs[proc];
    uint32_t index = (uint32_t)timeline->task_count;

    if (timeline->task_count == timeline->task_cap) {
        timeline->task_cap = timeline->task_cap ? timeline->task_cap * 2 : 256;
        timeline->tasks = ct_realloc(timeline->tasks, timeline->task_cap * sizeof *timeline->tasks);
    }
    timeline->tasks[timeline->task_count++] =
        (struct ct_timeline_task){.proc = proc, .tid = tid, .start_ns = ns, .end_ns = ns};
    if (owner->task == UINT32_MAX)
        owner->task = index;
    else
        timeline->tasks[owner->last].next = index;
    owner->last = index;
    ct_map_put(&walk->by_tid, key_of(owner->machine, tid), (void *)(uintptr_t)(index + 1));
    return &timeline->tasks[index];
}

static struct ct_timeline_task *find(const struct walk *walk, uint32_t proc, pid_t tid) {
    const struct ct_timeline *timeline = walk->timeline;
    const struct ct_timeline_proc *owner = &timeline->procs[proc];
    uintptr_t at = tid == owner->proc->pid
                       ? owner->task + 1
                       : (uintptr_t)ct_map_get(&walk->by_tid, key_of(owner->machine, tid));

    return at && timeline->tasks[at - 1].proc == proc ? &timeline->tasks[at - 1] : NULL;
}

// Every process has its first thread, whatever lines it wrote.
static void first_threads(struct walk *walk) {
    struct ct_timeline *timeline = walk->timeline;

    for (size_t i = 0; i < timeline->proc_count; i++) {
        struct ct_timeline_proc *owner = &timeline->procs[i];
        const struct ct_proc *proc = owner->proc;
        struct ct_timeline_task *task;

        owner->task = UINT32_MAX;
        task = add(walk, (uint32_t)i, proc->pid,
                   ct_timeline_axis(timeline, owner->machine, proc->start_ns));
        task->begun = proc->created;
    }
}

static void live(struct ct_timeline_task *task, uint64_t ns) {
    if (!task->ended && task->end_ns < ns)
        task->end_ns = ns;
}

static void end(struct ct_timeline_task *task, uint64_t ns) {
    if (task->ended)
        return;
    task->ended = true;
    task->end_ns = ns > task->start_ns ? ns : task->start_ns;
}

static void creation(struct walk *walk, size_t index) {
    struct ct_timeline_event *event = &walk->timeline->events[index];
    struct ct_timeline_task *child = NULL;
    uint32_t proc;

    live(&walk->timeline->tasks[event->task], event->ns + event->duration_ns);
    if (event->result != CT_RESULT_OK)
        return;
    proc = place_of(walk, event->child);
    if (event->thread && event->child_tid) {
        child = add(walk, walk->timeline->tasks[event->task].proc, event->child_tid, event->ns);
        child->begun = true;
    } else if (proc) {
        child = &walk->timeline->tasks[walk->timeline->procs[proc - 1].task];
    } else if (!event->thread) {
        ct_map_put(&walk->hidden, hidden_key(event->machine, event->proc->pid, event->ns),
                   (void *)(uintptr_t)(index + 1));
    }
    if (!child || child->by)
        return;
    child->by = (uint32_t)index + 1;
    event->child_task = (uint32_t)(child - walk->timeline->tasks) + 1;
}

// A new program has one thread: exec ended the others.
static void replaced(struct walk *walk, const struct ct_timeline_event *event) {
    struct ct_timeline *timeline = walk->timeline;
    uint32_t first = timeline->procs[timeline->tasks[event->task].proc].task;

    for (uint32_t i = timeline->tasks[first].next; i; i = timeline->tasks[i].next)
        end(&timeline->tasks[i], event->ns);
}

static void visit(struct walk *walk, size_t index) {
    struct ct_timeline *timeline = walk->timeline;
    struct ct_timeline_event *event = &timeline->events[index];
    uint32_t proc = place_of(walk, event->proc) - 1;
    struct ct_timeline_task *task = find(walk, proc, event->tid);

    if (!task || (task->ended && task->end_ns < event->ns))
        task = add(walk, proc, event->tid, event->ns);
    event->task = (uint32_t)(task - timeline->tasks);
    live(task, event->ns);
    if (event->kind == CT_EVENT_CREATE)
        creation(walk, index);
    else if (event->kind == CT_EVENT_IMAGE)
        replaced(walk, event);
    else if (event->kind == CT_EVENT_THREAD_EXIT)
        end(task, event->ns);
}

// The end of a process ends its threads. Whether one ended before is known only where the ends of
// threads were asked for.
static void last_threads(struct walk *walk) {
    struct ct_timeline *timeline = walk->timeline;

    for (size_t i = 0; i < timeline->proc_count; i++) {
        const struct ct_timeline_proc *owner = &timeline->procs[i];
        uint64_t ns = ct_timeline_axis(timeline, owner->machine, owner->proc->end_ns);
        bool told = owner->machine < timeline->machines && timeline->thread_ends[owner->machine];

        for (uint32_t t = owner->task;; t = timeline->tasks[t].next) {
            if (owner->proc->ended && (t == owner->task || told))
                end(&timeline->tasks[t], ns);
            else
                live(&timeline->tasks[owner->task], timeline->tasks[t].end_ns);
            if (!timeline->tasks[t].next)
                break;
        }
    }
}

// system(3) and popen(3) hide their child: the tree has matched it to the call by its time.
static void find_hidden(struct walk *walk) {
    struct ct_timeline *timeline = walk->timeline;

    for (size_t i = 0; i < timeline->proc_count; i++) {
        const struct ct_timeline_proc *owner = &timeline->procs[i];
        struct ct_timeline_task *task = &timeline->tasks[owner->task];
        uintptr_t at;

        if (task->by || !owner->proc->api || !owner->parent)
            continue;
        at = (uintptr_t)ct_map_get(&walk->hidden,
                                   hidden_key(owner->machine, owner->proc->by, task->start_ns));
        if (!at || timeline->events[at - 1].child_task)
            continue;
        task->begun = true;
        task->by = (uint32_t)at;
        timeline->events[at - 1].child_task = owner->task + 1;
    }
}

void ct_timeline_tasks(struct ct_timeline *timeline, const struct ct_map *places) {
    struct walk walk = {.timeline = timeline, .places = places};

    first_threads(&walk);
    for (size_t i = 0; i < timeline->count; i++)
        visit(&walk, i);
    last_threads(&walk);
    find_hidden(&walk);
    for (size_t i = 0; i < timeline->task_count; i++) {
        if (timeline->tasks[i].end_ns > timeline->length_ns)
            timeline->length_ns = timeline->tasks[i].end_ns;
    }
    ct_map_finish(&walk.by_tid);
    ct_map_finish(&walk.hidden);
}
