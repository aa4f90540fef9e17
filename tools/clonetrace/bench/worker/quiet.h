// SPDX-License-Identifier: MIT
#ifndef CT_WORKER_QUIET_H
#define CT_WORKER_QUIET_H

#include "clonetrace/bench/worker/work.h"

// Whether the processor is this worker's alone. Where its core has another hyperthread, which may
// belong to another guest of the host, everything takes a third longer while that one works, and
// nothing in /proc tells. A loop that wants all of the core's units does tell.

// A stretch of measuring, judged by the processor before and after it and not by what it measured.
struct ct_quiet {
    struct ct_work *work;
    uint64_t patience_ns; // to wait and to measure again; what is left of it
    uint64_t began;
    uint32_t counts[CT_BENCH_SERIES];
    bool before;
};

// Finds out what the loop takes, where the request does not say.
void ct_quiet_init(struct ct_work *work);
// Waits for a quiet processor as long as there is patience, and notes what was measured so far.
void ct_quiet_open(struct ct_quiet *quiet);
// Whether what was measured since, in that many operations, stands. If not, its samples are taken
// back. Where patience has ended it stands, and is counted as disturbed.
bool ct_quiet_close(struct ct_quiet *quiet, unsigned operations);

#endif
