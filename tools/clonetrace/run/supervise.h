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

// What is done while the program runs.
struct ct_supervise_work {
    int readable, writable;   // descriptors that make it due when they are; -1: none
    int every_ms;             // and it is due at least that often
    void (*tick)(void *data); // may change the descriptors; must not block
    void *data;
};

// Until the program has ended. `work` may be NULL.
void ct_supervise_wait(struct ct_supervisor *supervisor, struct ct_ending *ending,
                       const struct ct_supervise_work *work);

// Sleeps after the program's end, while the signals are still taken. Returns false, at once, when
// one came that asks to end.
bool ct_supervise_pause(struct ct_supervisor *supervisor, int ms);

// Gives clonetrace its signals back: from here on a Ctrl-C ends it.
void ct_supervise_end(struct ct_supervisor *supervisor, const struct ct_launch *launch);

#endif
