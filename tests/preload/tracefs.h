// SPDX-License-Identifier: MIT
#ifndef CT_PRELOAD_TRACEFS_H
#define CT_PRELOAD_TRACEFS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// The kernel's list of new tasks, from an instance of tracefs that is ours alone and goes away with
// the close.

struct newtask {
    pid_t caller; // tid
    pid_t child;  // tid
    uint64_t flags;
    size_t order; // in the trace
};

bool tracefs_start(void); // false where it is not permitted or not there

// Stops and returns what was seen, in order. The caller owns the array.
struct newtask *tracefs_stop(size_t *count);

void tracefs_release(void); // a test's .fini, for when it failed between the two

// Keeps what was created by `root` or by a task below it, sorted by child and then by time; returns
// how many. Copes with numbers that the kernel gives out again.
size_t tracefs_keep_below(struct newtask *tasks, size_t count, pid_t root);

#endif
