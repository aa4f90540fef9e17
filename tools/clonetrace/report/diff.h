// SPDX-License-Identifier: MIT
#ifndef CT_DIFF_H
#define CT_DIFF_H

#include "clonetrace/report/parts.h"
#include "clonetrace/trace/durations.h"
#include "clonetrace/trace/where.h"

enum ct_diff_change { CT_DIFF_NEW, CT_DIFF_GONE, CT_DIFF_MORE, CT_DIFF_FEWER, CT_DIFF_SAME };

// Calls of one kind in one of the two logs.
struct ct_diff_side {
    uint64_t count, failed;
    uint64_t places; // in the code: 1, but see ct_diff_row
    uint64_t offset; // of the first of them, where no symbol names it
    struct ct_durations took;
};

// Creations by one function with one set of flags from one place. Offsets shift from build to
// build: where as many places without a symbol are in both logs, they are taken for the same, in
// their order. Where their number differs, which of them is which cannot be told, and one row
// stands for them all.
struct ct_diff_row {
    const char *api;
    const char *flags; // "VM|VFORK|SIGCHLD", "" for none
    struct ct_where where;
    struct ct_diff_side side[2]; // OLD and NEW
    bool moved;                  // the same only if the order of places did not change
    enum ct_diff_change change;
    struct ct_diff_row *same_hash;
};

struct ct_diff {
    const struct ct_report *report;
    struct ct_names names;
    struct ct_map by_hash;
    struct ct_diff_row **rows; // sorted by `end`: by change, then where the most calls are
    size_t count, cap;
    uint64_t calls[2], total_ns[2], places[2];
    size_t changes[CT_DIFF_SAME + 1]; // rows of each
    size_t moved;
};

// Finds moved places, and sorts. Once, after the last record.
void ct_diff_settle(struct ct_diff *diff);

void ct_diff_show(const struct ct_diff *diff, FILE *out);
void ct_diff_json(const struct ct_diff *diff, FILE *out);

const char *ct_diff_change_name(enum ct_diff_change change); // "new", …

// `--diff` is no section beside others: it is all of a report.
extern const struct ct_report_output ct_diff_output;

#endif
