// SPDX-License-Identifier: MIT
#ifndef CT_TIMELINE_H
#define CT_TIMELINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "clonetrace/report/pool.h"
#include "clonetrace/report/report.h"

#define CT_TIMELINE_FRAMES 64 // of a call stack

// A place in code as the pool of sites keeps it: no padding.
struct ct_timeline_site {
    uint64_t offset;
    uint32_t module, symbol; // texts
};

// A line of the log. Members that are texts, sites and stacks are ids of the pools, 0 for none.
struct ct_timeline_event {
    uint64_t ns; // of its machine's clock; after ct_timeline_link on the common axis
    uint64_t duration_ns;
    uint64_t faults; // exec, exit
    uint64_t rss_kib, pte_kib;
    const struct ct_proc *proc;  // whose line it is
    const struct ct_proc *child; // create: the process it made; NULL
    pid_t tid, child_tid;
    uint32_t task;       // index, after ct_timeline_link
    uint32_t child_task; // index plus 1, likewise; 0: none is known
    uint32_t api, flags, error, rules, site, stack;
    uint32_t text;   // create: the kernel's entry; image: command line; exec, blind: path
    uint32_t detail; // create: exit signal; image: exe; blind: reason; exec: what made the process
    uint32_t lost;
    uint32_t machine;
    int status; // exit; -1 unknown
    uint8_t kind, result;
    bool thread, has_memory;
};

// A thread; a process's first one stands for the process.
struct ct_timeline_task {
    uint64_t start_ns,
        end_ns;    // on the common axis; the end is the last sign of life if not `ended`
    uint32_t proc; // index
    uint32_t by;   // index plus 1 of the event that made it, 0 unknown
    uint32_t next; // index of the next task of its process, 0 for none
    pid_t tid;
    bool begun; // the start is known; otherwise the first sign of life
    bool ended; // likewise the end
};

struct ct_timeline_proc {
    const struct ct_proc *proc;
    uint32_t machine;
    uint32_t parent; // index plus 1
    uint32_t depth;
    uint32_t task; // of the first thread
    uint32_t last; // of the latest
};

struct ct_timeline_when {
    uint64_t ns; // of the machine's clock
    uint32_t machine;
};

// What both pictures draw: the events of a log in the order of time, whose they are, and who made
// whom. Holds at most `limit` events.
struct ct_timeline {
    const struct ct_report *report;
    size_t limit;
    struct ct_pool texts, sites, stacks;
    struct ct_timeline_when *named; // of each site: the first line that names it
    size_t sites_named, named_cap;
    struct ct_timeline_event *events;
    size_t count, cap;
    uint64_t left_out[CT_EVENT_KINDS]; // past the limit
    bool *thread_ends;                 // of each machine: its log has thread_exit lines
    size_t machines;

    // After ct_timeline_link.
    struct ct_timeline_proc *procs; // machine by machine, parents followed by their children
    size_t proc_count;
    struct ct_timeline_task *tasks;
    size_t task_count, task_cap;
    int64_t *shift;      // of each machine: from its clock to the axis
    bool one_clock;      // the machines are on one axis by their time of day
    uint64_t length_ns;  // of the axis
    size_t hidden_procs; // not drawn, since --filter or --depth leave them out
};

void ct_timeline_init(struct ct_timeline *timeline, const struct ct_report *report, size_t limit);
void ct_timeline_add(struct ct_timeline *timeline, const struct ct_report_event *event);
void ct_timeline_link(struct ct_timeline *timeline); // after the last; the trees are linked
void ct_timeline_finish(struct ct_timeline *timeline);

const char *ct_timeline_text(const struct ct_timeline *timeline, uint32_t id);

#endif
