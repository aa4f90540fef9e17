// SPDX-License-Identifier: MIT
#ifndef CT_SPREAD_H
#define CT_SPREAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// As many values are kept one by one: 8 MiB. More become counts in buckets, 128 to an octave, and a
// quantile is then at most 0.4 % away from the exact one.
#define CT_SPREAD_EXACT ((size_t)1 << 20)
#define CT_SPREAD_BUCKETS (57 * 128 + 128)

// The distribution of a number, for instance the durations of the calls from one place.
// Zero-initialised is empty.
struct ct_spread {
    uint64_t count, total, min, max;
    uint64_t *values;  // while all are kept
    uint64_t *buckets; // afterwards
    size_t cap;
    bool sorted;
};

void ct_spread_add(struct ct_spread *spread, uint64_t value);

// Nearest rank: the smallest value that at least `percent` of all do not exceed, 50 for the median.
// 0 where there are none. Sorts what is kept.
uint64_t ct_spread_quantile(struct ct_spread *spread, unsigned percent);

bool ct_spread_exact(
    const struct ct_spread *spread); // whether quantiles are values that were added
void ct_spread_finish(struct ct_spread *spread);

#endif
