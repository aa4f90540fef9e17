// SPDX-License-Identifier: MIT
// Quantiles of many numbers in bounded memory: exact as long as they fit, then from buckets.
#include "clonetrace/report/spread.h"

#include <stdlib.h>

#include "clonetrace/cli/fail.h"

#define FIRST_CAP 16
#define EACH 256 // smaller values have a bucket of their own

static size_t bucket_of(uint64_t value) {
    unsigned octave;

    if (value < EACH)
        return (size_t)value;
    octave = 63 - (unsigned)__builtin_clzll(value);
    return (size_t)(octave - 7) * 128 + (size_t)(value >> (octave - 7) & 127) + 128;
}

// The middle of a bucket.
static uint64_t value_of(size_t bucket) {
    unsigned shift;

    if (bucket < EACH)
        return bucket;
    shift = (unsigned)(bucket - 128) / 128;
    return ((uint64_t)(128 + bucket % 128) << shift) + ((uint64_t)1 << shift) / 2;
}

static void coarsen(struct ct_spread *spread) {
    spread->buckets = ct_alloc(CT_SPREAD_BUCKETS * sizeof *spread->buckets);
    for (uint64_t i = 0; i < spread->count; i++)
        spread->buckets[bucket_of(spread->values[i])]++;
    free(spread->values);
    spread->values = NULL;
}

static void keep(struct ct_spread *spread, uint64_t value) {
    if (spread->count == spread->cap) {
        spread->cap = spread->cap ? spread->cap * 2 : FIRST_CAP;
        spread->values = ct_realloc(spread->values, spread->cap * sizeof *spread->values);
    }
    spread->values[spread->count] = value;
    spread->sorted = false;
}

void ct_spread_add(struct ct_spread *spread, uint64_t value) {
    if (spread->count == CT_SPREAD_EXACT && !spread->buckets)
        coarsen(spread);
    if (spread->buckets)
        spread->buckets[bucket_of(value)]++;
    else
        keep(spread, value);
    if (!spread->count || value < spread->min)
        spread->min = value;
    if (value > spread->max)
        spread->max = value;
    spread->total += value;
    spread->count++;
}

static int by_value(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return (x > y) - (x < y);
}

static uint64_t bucket_with(const struct ct_spread *spread, uint64_t rank) {
    uint64_t below = 0, value = spread->min;

    for (size_t i = 0; i < CT_SPREAD_BUCKETS && below < rank; i++) {
        below += spread->buckets[i];
        value = value_of(i);
    }
    // A bucket is wider than what is in it.
    value = value > spread->min ? value : spread->min;
    return value < spread->max ? value : spread->max;
}

uint64_t ct_spread_quantile(struct ct_spread *spread, unsigned percent) {
    uint64_t rank = spread->count / 100 * percent + (spread->count % 100 * percent + 99) / 100;

    if (!spread->count)
        return 0;
    rank = rank ? rank : 1;
    if (spread->buckets)
        return bucket_with(spread, rank);
    if (!spread->sorted)
        qsort(spread->values, spread->count, sizeof *spread->values, by_value);
    spread->sorted = true;
    return spread->values[rank - 1];
}

bool ct_spread_exact(const struct ct_spread *spread) {
    return !spread->buckets;
}

void ct_spread_finish(struct ct_spread *spread) {
    free(spread->values);
    free(spread->buckets);
    *spread = (struct ct_spread){0};
}
