// SPDX-License-Identifier: MIT
#ifndef CT_TRACE_H
#define CT_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clonetrace/trace/calls.h"
#include "clonetrace/trace/log.h"
#include "clonetrace/trace/matches.h"
#include "clonetrace/trace/tally.h"
#include "clonetrace/trace/tree.h"

// Programs that the shim could not be in, by reason and path.
struct ct_blind_spot {
    const char *reason, *path;
    uint64_t count;
    struct ct_blind_spot *same_hash;
};

// Everything that a summary needs of a log. Grows with the tasks in it, not with the lines.
struct ct_trace {
    struct ct_names names;
    struct ct_tree tree;
    struct ct_calls calls;
    struct ct_matches matches;
    struct ct_tally tally;
    struct ct_map blind_by_hash;
    struct ct_blind_spot **blind;
    size_t blind_count, blind_cap;
    uint64_t images;
    uint64_t failed_execs;
    bool unhooked; // written by a library without the vfork and syscall hooks
};

void ct_trace_init(struct ct_trace *trace);
void ct_trace_add(struct ct_trace *trace, const struct ct_record *record);
void ct_trace_finish(struct ct_trace *trace);

// Adds what the log has by now. Returns 0 or -errno of reading.
int ct_trace_read(struct ct_trace *trace, struct ct_log *log);

#endif
