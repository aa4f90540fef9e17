// SPDX-License-Identifier: MIT
#ifndef CT_REPORT_H
#define CT_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "clonetrace/trace/names.h"
#include "clonetrace/trace/record.h"
#include "clonetrace/trace/trace.h"

// One boot of one machine: process ids mean something inside it, and ts_ns is one clock. Files
// whose images name the same boot are one machine; a file without an image is one of its own.
struct ct_report_machine {
    size_t index;
    const char *boot;  // NULL where no image named one
    const char *label; // for people: the file's name, or the boot's first 8 characters
    int64_t real_minus_mono_ns;
    bool has_real; // the line above is known
    struct ct_trace trace;
};

// A line of a log, as a part gets it: its machine's trace (names, tree) has taken it already, so
// that ct_tree_find(&machine->trace.tree, pid) gives the process. All of it ends when add returns;
// ct_names_keep(&machine->trace.names, …) keeps a string as long as the report.
struct ct_report_event {
    const struct ct_record *record;
    struct ct_report_machine *machine;
};

// What --filter and --depth ask for. Empty members ask for nothing.
struct ct_report_filter {
    const char *api;    // a name as in the log
    const char *exe;    // globs, fnmatch(3)
    const char *module; // of the call's site
    uint64_t flags;     // all of these are set
    unsigned depth;     // of the tree; 0 is all
};

// What of the input could not be used, summed over files.
struct ct_report_input {
    size_t files;
    uint64_t records, torn, foreign, newer;
    uint64_t lost; // lines that the traced programs say never reached a log
};

struct ct_report {
    struct ct_report_machine **machines;
    size_t machine_count;
    struct ct_report_input input;
    struct ct_report_filter filter;
};

// A table or a picture of a report. `begin` returns its state (NULL: out of memory, told); `add`
// gets every record in the order of the logs; `end` is called once, after every tree was linked,
// and writes to `out`, where it returns 0 or CT_EXIT_FAILED after telling; `free` takes what begin
// gave.
struct ct_report_part {
    void *(*begin)(const struct ct_report *report);
    void (*add)(void *state, const struct ct_report_event *event);
    int (*end)(void *state, const struct ct_report *report, FILE *out);
    void (*free)(void *state);
};

// Whether a create record passes the filter.
bool ct_report_passes(const struct ct_report *report, const struct ct_report_event *event);

#endif
