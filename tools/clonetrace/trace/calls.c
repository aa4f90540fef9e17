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
    ct_durations_add(&row->took, record->duration_ns);
}

static int by_total(const void *a, const void *b) {
    const struct ct_call_row *x = *(struct ct_call_row *const *)a,
                             *y = *(struct ct_call_row *const *)b;

    if (x->took.total_ns != y->took.total_ns)
        return x->took.total_ns > y->took.total_ns ? -1 : 1;
    return x->count != y->count ? (x->count > y->count ? -1 : 1) : strcmp(x->api, y->api);
}

void ct_calls_sort(struct ct_calls *calls) {
    qsort(calls->rows, calls->count, sizeof *calls->rows, by_total);
}

void ct_calls_finish(struct ct_calls *calls) {
    for (size_t i = 0; i < calls->count; i++) {
        ct_durations_finish(&calls->rows[i]->took);
        free(calls->rows[i]);
    }
    free(calls->rows);
    ct_map_finish(&calls->by_hash);
}
