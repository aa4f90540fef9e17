// SPDX-License-Identifier: MIT
#ifndef CT_SESSION_H
#define CT_SESSION_H

#include <stdbool.h>

#include "clonetrace/launch.h"

// One run of one program under the library.
struct ct_session {
    const char *output;      // file for the log, NULL: a private one
    bool json;               // live lines in place of the summary
    struct ct_launch launch; // argv, stack, mem, lifetimes are set by the caller
};

// Returns the exit status of the whole tool.
int ct_session_run(struct ct_session *session);

#endif
