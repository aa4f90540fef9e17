// SPDX-License-Identifier: MIT
#ifndef CT_BENCH_CREW_H
#define CT_BENCH_CREW_H

#include "clonetrace/bench/protocol.h"

// From here on whatever a worker leaves behind becomes this process's child, to be reaped.
void ct_bench_crew_init(void);

// Starts a worker, hands it the request and waits for its answer and end; nothing of it is left
// afterwards, whatever happened. Returns 0 with `samples` (the caller frees them) in the order of
// answer->counts; -EINTR when a signal asked for the end; or another -errno, with answer->step
// saying what failed.
int ct_bench_crew_ask(const char *worker, const struct ct_bench_request *request,
                      struct ct_bench_answer *answer, double **samples);

#endif
