// SPDX-License-Identifier: MIT
#ifndef CT_UNSEEN_H
#define CT_UNSEEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clonetrace/trace/log.h"
#include "clonetrace/trace/trace.h"

enum ct_unseen_group {
    CT_UNSEEN_BLIND,  // programs that the library could not be in
    CT_UNSEEN_SILENT, // programs that it could be in and that wrote nothing
    CT_UNSEEN_LINES,  // lines that are missing or of no use
    CT_UNSEEN_REST
};

// One thing that the log does not have. Strings are kept by the names of the trace, or constants.
struct ct_unseen_item {
    enum ct_unseen_group group;
    const char *reason; // one word: that of a blind event, or "silent", "lost", "torn", …
    const char *path;   // of the program; NULL where there is none, or it is not known
    const char *what;   // for people, the path included
    uint64_t count;     // 0 where there is nothing to count
    bool allowed;       // somebody said that it may be missing
};

struct ct_unseen {
    struct ct_unseen_item *items; // in the order of the groups
    size_t count, cap;
};

// Finds all of it. The tree must have been linked.
void ct_unseen_collect(struct ct_unseen *unseen, struct ct_trace *trace, const struct ct_log *log);
void ct_unseen_finish(struct ct_unseen *unseen);

// Lines, at least, that were written to the log and are not in it.
uint64_t ct_unseen_missing(const struct ct_trace *trace, const struct ct_log *log);

// Adds one more thing.
struct ct_unseen_item *ct_unseen_add(struct ct_unseen *unseen, enum ct_unseen_group group,
                                     const char *reason, const char *path, const char *what,
                                     uint64_t count);

// A reason of a blind event, in words.
const char *ct_unseen_means(const char *reason);

#endif
