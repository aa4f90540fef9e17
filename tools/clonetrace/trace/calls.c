// SPDX-License-Identifier: MIT
// Counts and times by API and flags. Durations go into buckets, so a row has one size however many
// calls it has.
#include "clonetrace/trace/calls.h"

#include <stdlib.h>
#include <string.h>

#include "clonetrace/cli/fail.h"

#define ROWS_MAX 1000 // sets of flags; a program that tries them all gets one row for the rest

void ct_calls_init(struct ct_calls *calls, struct ct_names *names) {
    *calls =
        (struct ct_calls){.names = names, .rows = ct_alloc((ROWS_MAX + 1) * sizeof *calls->rows)};
}

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

// The row of that key, made if it is new and there is room.
static struct ct_call_row *row_for(struct ct_calls *calls, const char *api, const char *flags,
                                   uint64_t raw, size_t room) {
    const void *parts[] = {api, flags};
    uint64_t hash = ct_map_hash(raw, parts, sizeof parts);
    struct ct_call_row *first = ct_map_get(&calls->by_hash, hash), *row;

    for (row = first; row; row = row->same_hash) {
        if (row->api == api && row->flags == flags && row->flags_raw == raw)
            return row;
    }
    if (calls->count >= room)
        return NULL;
    row = ct_alloc(sizeof *row);
    *row = (struct ct_call_row){.api = api, .flags = flags, .flags_raw = raw, .same_hash = first};
    row->buckets = ct_alloc(CT_CALLS_BUCKETS * sizeof *row->buckets);
    ct_map_put(&calls->by_hash, hash, row);
    calls->rows[calls->count++] = row;
    return row;
}

static struct ct_call_row *row_of(struct ct_calls *calls, const struct ct_record *record) {
    char flags[CT_RECORD_FLAG_SET];
    struct ct_call_row *row = row_for(
        calls, ct_names_keep(calls->names, record->api),
        ct_names_keep(calls->names, ct_record_flag_set(record, flags)), record->flags, ROWS_MAX);

    return row ? row
               : row_for(calls, ct_names_keep(calls->names, "others"),
                         ct_names_keep(calls->names, ""), 0, ROWS_MAX + 1);
}

void ct_calls_add(struct ct_calls *calls, const struct ct_record *record) {
    struct ct_call_row *row;

    if (record->kind != CT_EVENT_CREATE && record->kind != CT_EVENT_NAMESPACE)
        return;
    row = row_of(calls, record);
    row->count++;
    row->failed += record->result == CT_RESULT_ERROR;
    row->denied += record->result == CT_RESULT_DENIED;
    row->timed |= record->kind == CT_EVENT_CREATE;
    row->total_ns += record->duration_ns;
    if (row->count == 1 || record->duration_ns < row->min_ns)
        row->min_ns = record->duration_ns;
    if (record->duration_ns > row->max_ns)
        row->max_ns = record->duration_ns;
    row->buckets[bucket_of(record->duration_ns)]++;
}

static int by_total(const void *a, const void *b) {
    const struct ct_call_row *x = *(struct ct_call_row *const *)a,
                             *y = *(struct ct_call_row *const *)b;

    if (x->total_ns != y->total_ns)
        return x->total_ns > y->total_ns ? -1 : 1;
    return x->count != y->count ? (x->count > y->count ? -1 : 1) : strcmp(x->api, y->api);
}

void ct_calls_sort(struct ct_calls *calls) {
    qsort(calls->rows, calls->count, sizeof *calls->rows, by_total);
}

uint64_t ct_calls_median_ns(const struct ct_call_row *row) {
    uint64_t below = 0, median = 0;

    for (unsigned i = 0; i < CT_CALLS_BUCKETS && below * 2 < row->count; i++) {
        below += row->buckets[i];
        median = bucket_ns(i);
    }
    median = median > row->min_ns ? median : row->min_ns; // a bucket is wider than what is in it
    return median < row->max_ns ? median : row->max_ns;
}

void ct_calls_finish(struct ct_calls *calls) {
    for (size_t i = 0; i < calls->count; i++) {
        free(calls->rows[i]->buckets);
        free(calls->rows[i]);
    }
    free(calls->rows);
    ct_map_finish(&calls->by_hash);
}
