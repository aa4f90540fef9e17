// SPDX-License-Identifier: MIT
#ifndef CT_CHILDREN_H
#define CT_CHILDREN_H

#include "clonetrace/report/report.h"

enum ct_child_fate { CT_CHILD_EXEC, CT_CHILD_ENDED, CT_CHILD_UNKNOWN };

// A process from its creation, or its exec if that is read first, until it is known what it did.
struct ct_child {
    uint64_t ts_ns; // of its creation
    bool created;   // the line of its creation was read
    bool execs;     // an exec line, and none that says it failed
    uint64_t exec_ns;
    uint64_t faults; // of it until then
    void *mine;      // the owner's
};

// Children whose fate is not known yet. Grows with the processes that live at the same time.
struct ct_children {
    struct ct_map by_pid;
    // What became of a child whose creation was read. The child ends when this returns.
    void (*settled)(void *owner, struct ct_child *child, enum ct_child_fate fate);
    void *owner;
};

// To be called for every record that is no create. Of an exec only those after `follows` count: it
// says whether a child of that function is of interest.
void ct_children_add(struct ct_children *children, const struct ct_report_event *event,
                     bool (*follows)(const char *api));

// The child of a create record. `mine` NULL says that it is of no interest. It may be settled
// before this returns.
void ct_children_created(struct ct_children *children, const struct ct_report_event *event,
                         void *mine);

// Settles those that are left, without an order.
void ct_children_finish(struct ct_children *children);

#endif
