// SPDX-License-Identifier: MIT
#ifndef CT_REPORT_H
#define CT_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "clonetrace/report/code.h"
#include "clonetrace/report/limits.h"
#include "clonetrace/trace/names.h"
#include "clonetrace/trace/record.h"
#include "clonetrace/trace/trace.h"

// One boot of one machine: process ids mean something inside it, and ts_ns is one clock. Files
// whose images name the same boot are one machine; a file without an image is one of its own.
struct ct_report_machine {
    size_t index;
    const char *boot;  // NULL where no image named one (yet)
    const char *host;  // NULL where the lines have no key `host`
    const char *label; // for people: the host, the boot's first 8 characters, or the file's name
    int64_t real_minus_mono_ns;
    bool has_real; // the line above is known
    struct ct_trace trace;
};

// A line of a log, as a part gets it: its machine's trace (names, tree) has taken it already, so
// that ct_tree_find(&machine->trace.tree, pid) gives the process. All of it ends when add returns;
// ct_names_keep(&machine->trace.names, …) keeps a string as long as the report.
struct ct_report_event {
    const struct ct_record *record;
    const char *raw; // the line itself, raw_len bytes without a newline
    size_t raw_len;
    struct ct_report_machine *machine;
    size_t file; // index of its file in the order of the command line
    bool passes; // what ct_report_passes returns
};

// What --filter and --depth ask for. Empty members ask for nothing.
struct ct_report_filter {
    const char *api;    // a name as in the log
    const char *exe;    // globs, fnmatch(3); of the program that called
    const char *module; // of the call's site
    uint64_t flags;     // all of these are set
    unsigned depth;     // of the tree; 0 is all
};

// What options beside the filter ask for; a part adds its own here and to the table in command.c.
struct ct_report_wishes {
    size_t limit;        // rows of a table for people; 0 is all
    bool folded_by_time; // weights of --folded: nanoseconds instead of calls
    bool diff_as_json;   // --diff with --json
    bool fail_on_new;
    struct ct_code_wishes code;
    struct ct_limits limits;
    const char *model; // of `clonetrace bench`; NULL: this machine's
};

// What of the input could not be used, summed over files.
struct ct_report_input {
    size_t files;
    const char *const *paths; // as on the command line; "-" is standard input
    uint64_t records, torn, foreign, newer;
    uint64_t processes, threads, images; // that the records tell of
    uint64_t cut;                        // gzip files whose end is missing
    uint64_t lost;                       // lines that the traced programs say never reached a log
    uint64_t missing; // and those, at least, that did and are in none of the files
};

struct ct_report {
    struct ct_report_machine **machines;
    size_t machine_count;
    struct ct_report_input input; // the counts are complete when `end` and `json` run
    struct ct_report_filter filter;
    struct ct_report_wishes wishes;
    struct ct_code *code; // files of the programs in the log; NULL: nothing of them is read
};

// A table or a picture of a report. One run makes at most one state of each part, and --html one
// more of each table, and calls begin, add for every record in the order of the logs, then, after
// every tree was linked, end or json, then free. All run on one thread.
struct ct_report_part {
    // Returns the state (memory that ends ends the tool, so never NULL). `out` is where `end` will
    // write; a part whose output grows with the events writes in add already. NULL for --json.
    void *(*begin)(const struct ct_report *report, FILE *out);
    void (*add)(void *state, const struct ct_report_event *event);
    // Writes the rest. Returns 0, CT_EXIT_FAILED after telling why, or the exit status of the whole
    // report (99 for --fail-on-new). Nobody needs to look at ferror(out): the caller does.
    int (*end)(void *state, const struct ct_report *report, FILE *out);
    // For the parts of --json: writes one JSON value, see cli/jsonout.h. NULL: it has none.
    void (*json)(void *state, const struct ct_report *report, FILE *out);
    void (*free)(void *state);
};

// Whether a create record passes the filter; anything that is no create record only does where the
// filter asks for nothing. Of the trees only what passes is left, and its ancestors.
static inline bool ct_report_passes(const struct ct_report *report,
                                    const struct ct_report_event *event) {
    (void)report;
    return event->passes;
}

#endif
