// SPDX-License-Identifier: MIT
#ifndef CT_SESSION_H
#define CT_SESSION_H

#include <stdbool.h>

#include "clonetrace/run/launch.h"
#include "clonetrace/summary/summary.h"

// One run of one program under the library.
struct ct_session {
    const char *output; // file for the log, NULL: a private one
    bool json;          // live lines in place of what `tell` has to say
    // How long to wait for processes that outlive the program, with the log in place and signals
    // taken; 0 waits 50 ms for lines that are about to come.
    unsigned patience_ms;
    struct ct_launch launch; // what the program gets; path, library and log are found here
    // Called once the program has ended and its log was read into `trace`. Returns the exit status
    // of the whole tool.
    int (*tell)(void *data, const struct ct_summary *summary, struct ct_trace *trace,
                const struct ct_log *log);
    void *data;
};

// Returns the exit status of the whole tool.
int ct_session_run(struct ct_session *session);

// The status that a shell gives to such an end.
int ct_session_status(const struct ct_ending *ending);

#endif
