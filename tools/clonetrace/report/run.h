// SPDX-License-Identifier: MIT
#ifndef CT_REPORT_RUN_H
#define CT_REPORT_RUN_H

#include "clonetrace/cli/paint.h"
#include "clonetrace/cli/savestream.h"
#include "clonetrace/report/parts.h"

// A part that was asked for.
struct ct_report_job {
    const struct ct_report_output *output;
    const char *path; // where it goes; "-" and NULL are `out` of the run
    struct ct_savestream stream;
    bool streaming;
    FILE *out; // NULL for --json
    void *state;
};

struct ct_report_run {
    struct ct_report report; // input.paths, filter and wishes are set by the caller
    struct ct_report_job *jobs;
    size_t count;
    bool json; // one document, of all jobs that have a key
    FILE *out; // of the text, the document, and what goes to "-"; stdout, but for tests
};

// Reads everything and writes everything. Returns the exit status.
int ct_report_run(struct ct_report_run *run);

// What could not be used, as a text and as members of an object.
void ct_report_show_input(const struct ct_report *report, FILE *out);
void ct_report_show_problems(const struct ct_paint *paint, const struct ct_report_input *input);
void ct_report_json_input(const struct ct_report *report, FILE *out);

#endif
