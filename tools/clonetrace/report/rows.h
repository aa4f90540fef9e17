// SPDX-License-Identifier: MIT
#ifndef CT_ROWS_H
#define CT_ROWS_H

#include "clonetrace/report/code.h"
#include "clonetrace/report/report.h"

// Creations by one function with one set of flags from one place in the code. First member of what
// a part keeps for each; strings are kept by the rows.
struct ct_row {
    const char *api;
    const char *flags; // "VM|VFORK|SIGCHLD", "" for none
    const char *exit_signal;
    uint64_t flags_raw;
    struct ct_record_site site;
    const struct ct_report_machine *machine; // of the first call, and when it was
    uint64_t first_ns;
    struct ct_row *same_hash;
};

struct ct_rows {
    size_t size; // of a row of this part; set it before the first
    struct ct_names names;
    struct ct_map by_hash;
    struct ct_row **list;
    size_t count, cap;
};

// The row of a create record, zeroed behind its first member if it is new.
struct ct_row *ct_rows_of(struct ct_rows *rows, const struct ct_report_event *event);

// Does not end what parts keep in their rows.
void ct_rows_finish(struct ct_rows *rows);

// An order that does not depend on the order of the log: by api, flags and place.
int ct_rows_order(const struct ct_row *a, const struct ct_row *b);

// When a record of that machine was written, for ct_code_find. After the last record only.
struct ct_code_time ct_rows_time(const struct ct_report_machine *machine, uint64_t ts_ns);

// A site with strings that live as long as the names.
struct ct_record_site ct_rows_keep_site(struct ct_names *names, const struct ct_record_site *site);

#endif
