// SPDX-License-Identifier: MIT
#ifndef CT_CALLS_H
#define CT_CALLS_H

#include <stdbool.h>
#include <stdint.h>

#include "clonetrace/trace/durations.h"
#include "clonetrace/trace/map.h"
#include "clonetrace/trace/names.h"
#include "clonetrace/trace/record.h"

// The creations, and changes of namespace, of one API with one set of flags.
struct ct_call_row {
    const char *api;
    const char *flags; // "VM|VFORK|SIGCHLD", "" for none
    uint64_t flags_raw;
    uint64_t count, failed, denied;
    bool timed; // the log has durations for these
    struct ct_durations took;
    struct ct_call_row *same_hash;
};

struct ct_calls {
    struct ct_names *names; // borrowed
    struct ct_map by_hash;
    struct ct_call_row **rows;
    size_t count;
};

void ct_calls_init(struct ct_calls *calls, struct ct_names *names);
void ct_calls_add(struct ct_calls *calls, const struct ct_record *record);
void ct_calls_finish(struct ct_calls *calls);

// The row where most time went first.
void ct_calls_sort(struct ct_calls *calls);

#endif
