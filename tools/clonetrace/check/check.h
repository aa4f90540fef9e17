// SPDX-License-Identifier: MIT
#ifndef CT_CHECK_H
#define CT_CHECK_H

#include "clonetrace/check/report.h"
#include "clonetrace/run/session.h"

// What the command line of `check` asks for.
struct ct_check {
    const char *policy;
    struct ct_check_report *reports;
    size_t report_count;
    struct ct_allow allow;
    const char *baseline;       // to read; NULL
    const char *write_baseline; // NULL
    int violation_exit;
    enum ct_enforce enforce;   // not the default any more
    struct ct_session session; // launch.argv is set
};

// Runs the program under the policy, says the verdict and writes what was asked for. Returns the
// exit status of the whole tool.
int ct_check_run(struct ct_check *check);

#endif
