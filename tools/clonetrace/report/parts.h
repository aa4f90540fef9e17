// SPDX-License-Identifier: MIT
#ifndef CT_PARTS_H
#define CT_PARTS_H

#include "clonetrace/report/report.h"

// What a report can be made of, each with its option.
struct ct_report_output {
    const char *option; // long option without the dashes
    const char *value;  // "FILE": goes there; NULL: a section of the text on standard output
    const char *key;    // of its value in --json; NULL: it has none
    const struct ct_report_part *part;
    const char *does; // for --help
};

// Sections in the order in which they are shown. An entry without an option ends it.
extern const struct ct_report_output ct_report_outputs[];

extern const struct ct_report_part ct_report_tree;
extern const struct ct_report_part ct_report_sites;
extern const struct ct_report_part ct_report_cost;
extern const struct ct_report_part ct_report_hazards;
extern const struct ct_report_part ct_report_dot;
extern const struct ct_report_part ct_report_folded;
extern const struct ct_report_part ct_report_otlp;
extern const struct ct_report_part ct_report_html;
extern const struct ct_report_part ct_report_chrome;

#endif
