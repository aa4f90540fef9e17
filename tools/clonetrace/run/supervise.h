// SPDX-License-Identifier: MIT
#ifndef CT_SUPERVISE_H
#define CT_SUPERVISE_H

#include "clonetrace/run/launch.h"
#include "clonetrace/summary/summary.h"

// Stands between whoever started clonetrace and the program: signals go down, stops and the end
// come up.
struct ct_supervisor {
    int signals; // signalfd(2)
    int asked;   // a signal that came after the program's end and asks clonetrace to end; 0
};

// Before the launch: takes over clonetrace's signals and notes in `launch` what they were. Returns
// 0 or -errno.
int ct_supervise_begin(struct ct_supervisor *supervisor, struct ct_launch *launch);

// Until the program has ended. Calls tick(data) whenever descriptor `wake` (-1: none) is readable
// and at least every `tick_ms` milliseconds (-1: never).
void ct_supervise_wait(struct ct_supervisor *supervisor, struct ct_ending *ending, int wake,
                       int tick_ms, void (*tick)(void *data), void *data);

// Sleeps after the program's end, while the signals are still taken. Returns false, at once, when
// one came that asks to end.
bool ct_supervise_pause(struct ct_supervisor *supervisor, int ms);

// Gives clonetrace its signals back: from here on a Ctrl-C ends it.
void ct_supervise_end(struct ct_supervisor *supervisor, const struct ct_launch *launch);

#endif
