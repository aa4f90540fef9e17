// SPDX-License-Identifier: MIT
#ifndef CT_FILTER_H
#define CT_FILTER_H

#include "clonetrace/report/report.h"

// Adds `text`, "key=value,…", to the filter, which keeps pointers into it: the text is cut up.
// Returns 0, or CT_EXIT_FAILED after telling.
int ct_filter_read(struct ct_report_filter *filter, char *text);

// Whether a record of that machine passes, before its trace takes it.
bool ct_filter_passes(const struct ct_report_filter *filter, const struct ct_record *record,
                      const struct ct_report_machine *machine);

// Whether it asks for anything, the depth aside.
bool ct_filter_any(const struct ct_report_filter *filter);

#endif
