// SPDX-License-Identifier: MIT
#ifndef CT_REPORT_H
#define CT_REPORT_H

#include "clonetrace/verdict.h"

struct ct_report_format {
    const char *name;
    void (*write)(FILE *out, const struct ct_verdict *verdict);
};

// A verdict as a file for another program.
struct ct_report {
    const struct ct_report_format *format;
    const char *path;
};

// Reads "FORMAT=FILE". Returns 0, or CT_EXIT_FAILED after telling.
int ct_report_parse(struct ct_report *report, const char *text);

// Returns 0, or CT_EXIT_FAILED after telling.
int ct_report_write(const struct ct_report *report, const struct ct_verdict *verdict);

void ct_report_junit(FILE *out, const struct ct_verdict *verdict);
void ct_report_sarif(FILE *out, const struct ct_verdict *verdict);
void ct_report_json(FILE *out, const struct ct_verdict *verdict);

#endif
