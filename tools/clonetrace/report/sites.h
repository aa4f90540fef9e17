// SPDX-License-Identifier: MIT
#ifndef CT_SITES_H
#define CT_SITES_H

#include "clonetrace/report/rows.h"
#include "clonetrace/report/site.h"
#include "clonetrace/report/spread.h"

#define CT_SITES_ERRORS 6

// One call site.
struct ct_sites_row {
    struct ct_row row;
    uint64_t failed, denied; // denied ones have not failed
    struct ct_spread took;   // of all calls, nanoseconds
    struct ct_sites_error {
        const char *name;
        uint64_t count;
    } errors[CT_SITES_ERRORS];    // of failed and denied ones; more names than fit are in the last
    struct ct_record_site *stack; // of the first call that has one
    size_t frames;
    const struct ct_report_machine *machine; // where that was, and when
    uint64_t stack_ns;
};

struct ct_sites {
    struct ct_rows rows; // of struct ct_sites_row; sorted by `end`: where the most time went first
    uint64_t calls, total_ns;
    uint64_t stacks; // calls that have one
    bool sorted;
};

void ct_sites_show(struct ct_sites *sites, const struct ct_report *report, FILE *out);
void ct_sites_json(struct ct_sites *sites, const struct ct_report *report, FILE *out);

#endif
