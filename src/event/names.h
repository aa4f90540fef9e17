// SPDX-License-Identifier: MIT
#ifndef CT_EVENT_NAMES_H
#define CT_EVENT_NAMES_H

#include "event/event.h"

// Names of what the log names by word. They return static strings and never NULL, except the two
// that say so.
const char *ct_entry_name(enum ct_entry entry);
const char *ct_result_name(enum ct_result result);
const char *ct_blind_name(enum ct_blind reason);

// "EPERM"; NULL for a number without a name on this machine.
const char *ct_errno_name(int error);

// "SIGCHLD"; NULL for numbers that are not standard signals: see ct_signal_write for those.
const char *ct_signal_name(int signal);

// Appends the name of any signal: "SIGCHLD", "SIGRTMIN+3" as kill(1) of a C library with SIGRTMIN
// 34 says it, "SIG32" for a number without a name.
struct ct_buf;
void ct_signal_write(struct ct_buf *buf, int signal);

#endif
