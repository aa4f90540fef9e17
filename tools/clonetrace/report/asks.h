// SPDX-License-Identifier: MIT
#ifndef CT_ASKS_H
#define CT_ASKS_H

#include "clonetrace/report/report.h"

// Options of the tables.
struct ct_report_ask {
    const char *option; // long option without the dashes
    const char *value;  // what its value is called; NULL: it takes none
    const char *does;   // for --help; lines after the first are indented there
    // Keeps pointers into the value. Returns 0, or CT_EXIT_FAILED after telling.
    int (*take)(struct ct_report_wishes *wishes, char *value);
};

// An entry without an option ends it.
extern const struct ct_report_ask ct_report_asks[];

#endif
