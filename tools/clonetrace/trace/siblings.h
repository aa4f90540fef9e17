// SPDX-License-Identifier: MIT
#ifndef CT_SIBLINGS_H
#define CT_SIBLINGS_H

#include <stddef.h>
#include <stdint.h>

#include "clonetrace/trace/tree.h"

// Children of one process whose subtrees look the same.
struct ct_siblings {
    const struct ct_proc *first;
    uint64_t count;
    uint64_t ended; // whose beginning and end are known
    uint64_t ns;    // lifetimes of those, summed
};

// The children of a process in groups, in the order of each group's first. The tree was linked.
// Returns an array of *count that the caller frees; NULL where there are none.
struct ct_siblings *ct_siblings_of(const struct ct_proc *parent, size_t *count);

// What ran, as far as it is known: a program with what the arguments have in common, one that was
// about to run, or the parent's program still. Returns `text`.
#define CT_SIBLINGS_NAME 512
const char *ct_siblings_name(const struct ct_siblings *group, char text[CT_SIBLINGS_NAME]);

enum ct_siblings_end { CT_SIBLINGS_FINE, CT_SIBLINGS_BAD, CT_SIBLINGS_UNSEEN };

// How a process ended, in a few words: "exit 3", "SIGKILL", "unseen: static"; "" with status 0.
// Returns `text` or a constant.
#define CT_SIBLINGS_END 32
const char *ct_siblings_end(const struct ct_proc *proc, char text[CT_SIBLINGS_END],
                            enum ct_siblings_end *how);

#endif
