// SPDX-License-Identifier: MIT
#ifndef CT_MACHINES_H
#define CT_MACHINES_H

#include "clonetrace/report/report.h"

// Whose lines these are. A file begins with the machine that its first image names; where another
// boot is named further on, the file has lines of several.
struct ct_machines {
    struct ct_report *report;        // its machines are filled
    const char *path;                // of the file at hand
    struct ct_report_machine **here; // of that file
    uint64_t *clock;                 // of each of them: ts_ns of its latest line
    size_t count, cap;
    size_t current; // into `here`: where the line before went
};

// The next file. `image` is its first, NULL where none is known yet.
void ct_machines_file(struct ct_machines *machines, const char *path,
                      const struct ct_record *image);

// The machine of the next line of that file.
struct ct_report_machine *ct_machines_of(struct ct_machines *machines,
                                         const struct ct_record *record);

// Also ends the machines of the report.
void ct_machines_finish(struct ct_machines *machines);

#endif
