// SPDX-License-Identifier: MIT
#ifndef CT_CHECK_REPORT_H
#define CT_CHECK_REPORT_H

#include "clonetrace/check/verdict.h"

struct ct_check_report_format {
    const char *name;
    void (*write)(FILE *out, const struct ct_verdict *verdict);
};

// A verdict as a file for another program.
struct ct_check_report {
    const struct ct_check_report_format *format;
    const char *path;
};

// Reads "FORMAT=FILE". Returns 0, or CT_EXIT_FAILED after telling.
int ct_check_report_parse(struct ct_check_report *report, const char *text);

// Returns 0, or CT_EXIT_FAILED after telling.
int ct_check_report_write(const struct ct_check_report *report, const struct ct_verdict *verdict);

void ct_check_report_junit(FILE *out, const struct ct_verdict *verdict);
void ct_check_report_sarif(FILE *out, const struct ct_verdict *verdict);
void ct_check_report_json(FILE *out, const struct ct_verdict *verdict);

#endif
