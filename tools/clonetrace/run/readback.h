// SPDX-License-Identifier: MIT
#ifndef CT_READBACK_H
#define CT_READBACK_H

#include "clonetrace/run/moved.h"
#include "clonetrace/run/supervise.h"
#include "clonetrace/trace/trace.h"

// A run's log, as it is read once the program has ended.
struct ct_readback {
    struct ct_trace trace;
    struct ct_log log;
    struct ct_moved moved;
    uint64_t before;     // records of the first file, where there is another
    const char *trouble; // what is wrong with the log itself, in words; NULL
};

// How long lines of processes that end together with the program are waited for.
#define CT_READBACK_SETTLE_MS 50

void ct_readback_init(struct ct_readback *back, int log_fd, const struct ct_ending *ending);
void ct_readback_finish(struct ct_readback *back);

// The log as it is, and what comes as long as processes that it names are still there, for
// `patience_ms` at most. With a patience of 0 that is 50 ms, and a signal that asks to end cuts
// reading short.
void ct_readback_wait(struct ct_readback *back, struct ct_supervisor *supervisor,
                      unsigned patience_ms);

// Whether anything is wrong with the file: while it is still where it was.
void ct_readback_look(struct ct_readback *back, const struct ct_logfile *file);

// The file that has the log's name by now, if that is another.
void ct_readback_rest(struct ct_readback *back);

// All of it in one go, after somebody else has read it through the same descriptors.
void ct_readback_again(struct ct_readback *back);

// Says on stderr what the log does not have, a line for each kind of loss. Links the trace.
void ct_readback_tell(struct ct_readback *back);

// Goes on with another file, after the last line of the one before.
void ct_readback_switch(struct ct_log *log, int fd);

#endif
