// SPDX-License-Identifier: MIT
#ifndef CT_BENCH_NOTES_H
#define CT_BENCH_NOTES_H

#include "clonetrace/bench/result.h"

// Adds to the machine's notes what was not permitted or not there (`lacks`: bits of protocol.h,
// from that many answers; counters_error: errno of perf_event_open) and what else was at work
// meanwhile, and corrects what the machine was said to be: pinned, with counters.
void ct_bench_notes_tell(struct ct_bench_result *result, unsigned answers, uint32_t lacks,
                         int counters_error);

#endif
