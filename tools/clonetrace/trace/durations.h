// SPDX-License-Identifier: MIT
#ifndef CT_DURATIONS_H
#define CT_DURATIONS_H

#include <stdint.h>

#define CT_DURATIONS_BUCKETS 512 // 8 to an octave: a quantile is off by 6 % at most

// Durations of calls, in one size however many there are. Zero-initialised is empty.
struct ct_durations {
    uint64_t count, total_ns, min_ns, max_ns;
    uint32_t *buckets; // NULL until the first
};

void ct_durations_add(struct ct_durations *durations, uint64_t ns);

// Adds all of `from`, which is empty then.
void ct_durations_take(struct ct_durations *durations, struct ct_durations *from);

// The duration that `percent` of them do not exceed: 50 is the median. 0 where there are none.
uint64_t ct_durations_quantile(const struct ct_durations *durations, unsigned percent);

void ct_durations_finish(struct ct_durations *durations);

#endif
