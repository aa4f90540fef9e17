// SPDX-License-Identifier: MIT
#ifndef CT_SUMMARY_H
#define CT_SUMMARY_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/types.h>

#include "clonetrace/cli/paint.h"
#include "clonetrace/trace/trace.h"

// How the program that clonetrace started ended.
struct ct_ending {
    pid_t pid;
    int status; // exit status, or the signal's number
    bool signalled;
    bool core;                 // the kernel wrote a core file
    uint64_t start_ns, end_ns; // CLOCK_MONOTONIC
    struct rusage usage;       // the program's and of those it waited for
};

struct ct_summary {
    const char *command; // what was run, for the first line
    const char *blind; // name of the reason why the library could not be in it; NULL where it could
    const char *log_path;   // NULL where the log is not kept
    const char *log_before; // where its first `before` lines are, if not there; NULL
    uint64_t before;
    bool unread;         // the log cannot be read back: only how it ended is known
    const char *trouble; // what is wrong with the log itself, in words; NULL
    uint32_t events;     // kinds that were to be logged, one bit each; 0: the usual
    struct ct_ending ending;
};

// Links the trace and writes the summary.
void ct_summary_write(const struct ct_paint *paint, const struct ct_summary *summary,
                      struct ct_trace *trace, const struct ct_log *log);

#endif
