// SPDX-License-Identifier: MIT
// Durations in buckets.
#include "clonetrace/trace/durations.h"

#include <stdlib.h>

#include "clonetrace/cli/fail.h"

// Eight buckets to a power of two; below 16 ns one for each.
static unsigned bucket_of(uint64_t ns) {
    unsigned octave;

    if (ns < 16)
        return (unsigned)ns;
    octave = 63 - (unsigned)__builtin_clzll(ns);
    return 16 + (octave - 4) * 8 + (unsigned)(ns >> (octave - 3) & 7);
}

// The middle of a bucket.
static uint64_t bucket_ns(unsigned bucket) {
    unsigned octave = (bucket - 16) / 8 + 4;

    if (bucket < 16)
        return bucket;
    return ((uint64_t)(8 + (bucket - 16) % 8) << (octave - 3)) + ((uint64_t)1 << (octave - 3)) / 2;
}

void ct_durations_add(struct ct_durations *durations, uint64_t ns) {
    if (!durations->buckets)
        durations->buckets = ct_alloc(CT_DURATIONS_BUCKETS * sizeof *durations->buckets);
    durations->buckets[bucket_of(ns)]++;
    durations->count++;
    durations->total_ns += ns;
    if (durations->count == 1 || ns < durations->min_ns)
        durations->min_ns = ns;
    if (ns > durations->max_ns)
        durations->max_ns = ns;
}

void ct_durations_take(struct ct_durations *durations, struct ct_durations *from) {
    if (!durations->count) {
        ct_durations_finish(durations);
        *durations = *from;
        *from = (struct ct_durations){0};
        return;
    }
    for (unsigned i = 0; from->count && i < CT_DURATIONS_BUCKETS; i++)
        durations->buckets[i] += from->buckets[i];
    if (from->count && from->min_ns < durations->min_ns)
        durations->min_ns = from->min_ns;
    if (from->max_ns > durations->max_ns)
        durations->max_ns = from->max_ns;
    durations->count += from->count;
    durations->total_ns += from->total_ns;
    ct_durations_finish(from);
}

uint64_t ct_durations_quantile(const struct ct_durations *durations, unsigned percent) {
    uint64_t below = 0, found = 0;

    for (unsigned i = 0; durations->buckets && i < CT_DURATIONS_BUCKETS &&
                         (double)below * 100 < (double)durations->count * percent;
         i++) {
        below += durations->buckets[i];
        found = bucket_ns(i);
    }
    // A bucket is wider than what is in it.
    found = found > durations->min_ns ? found : durations->min_ns;
    return found < durations->max_ns ? found : durations->max_ns;
}

void ct_durations_finish(struct ct_durations *durations) {
    free(durations->buckets);
    *durations = (struct ct_durations){0};
}
