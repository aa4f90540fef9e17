// SPDX-License-Identifier: MIT
// --diff: the creations of two logs side by side. Grows with the places in the code, not with the
// calls. Durations are shown and decide nothing: they differ from run to run.
#include "clonetrace/report/diff.h"

#include <stdlib.h>
#include <string.h>

#include "clonetrace/cli/fail.h"

#define EXIT_NEW 99 // as for a violation of `clonetrace check`

static void *begin(const struct ct_report *report, FILE *out) {
    struct ct_diff *diff = ct_alloc(sizeof *diff);

    diff->report = report;
    return diff;
}

static bool same(const struct ct_diff_row *a, const struct ct_diff_row *b) {
    return a->api == b->api && a->flags == b->flags && !ct_where_order(&a->where, &b->where);
}

static struct ct_diff_row *row_of(struct ct_diff *diff, const struct ct_record *record) {
    char flags[CT_RECORD_FLAG_SET];
    struct ct_where where = ct_where_of(&record->site);
    struct ct_diff_row key = {.api = ct_names_keep(&diff->names, record->api),
                              .flags =
                                  ct_names_keep(&diff->names, ct_record_flag_set(record, flags)),
                              .where = {ct_names_keep(&diff->names, where.module),
                                        ct_names_keep(&diff->names, where.symbol), where.offset}};
    const void *parts[] = {key.api, key.flags, key.where.module, key.where.symbol};
    uint64_t hash = ct_map_hash(where.offset, parts, sizeof parts);
    struct ct_diff_row *first = ct_map_get(&diff->by_hash, hash), *row = first;

    while (row && !same(row, &key))
        row = row->same_hash;
    if (row)
        return row;
    row = ct_alloc(sizeof *row);
    *row = key;
    row->same_hash = first;
    ct_map_put(&diff->by_hash, hash, row);
    if (diff->count == diff->cap) {
        diff->cap = diff->cap ? diff->cap * 2 : 64;
        diff->rows = ct_realloc(diff->rows, diff->cap * sizeof(struct ct_diff_row *));
    }
    diff->rows[diff->count++] = row;
    return row;
}

static void add(void *state, const struct ct_report_event *event) {
    struct ct_diff *diff = state;
    const struct ct_record *record = event->record;
    struct ct_diff_side *side;

    if (record->kind != CT_EVENT_CREATE || !ct_report_passes(diff->report, event))
        return;
    side = &row_of(diff, record)->side[event->file];
    diff->places[event->file] += !side->places;
    diff->calls[event->file]++;
    diff->total_ns[event->file] += record->duration_ns;
    side->places = 1;
    side->offset = record->site.offset;
    side->count++;
    side->failed += record->result != CT_RESULT_OK;
    ct_durations_add(&side->took, record->duration_ns);
}

static int end(void *state, const struct ct_report *report, FILE *out) {
    struct ct_diff *diff = state;

    ct_diff_settle(diff);
    if (report->wishes.diff_as_json)
        ct_diff_json(diff, out);
    else
        ct_diff_show(diff, out);
    return report->wishes.fail_on_new && diff->changes[CT_DIFF_NEW] ? EXIT_NEW : 0;
}

static void finish(void *state) {
    struct ct_diff *diff = state;

    for (size_t i = 0; i < diff->count; i++) {
        ct_durations_finish(&diff->rows[i]->side[0].took);
        ct_durations_finish(&diff->rows[i]->side[1].took);
        free(diff->rows[i]);
    }
    free(diff->rows);
    ct_map_finish(&diff->by_hash);
    ct_names_finish(&diff->names);
    free(diff);
}

static const struct ct_report_part part = {begin, add, end, NULL, finish};

const struct ct_report_output ct_diff_output = {"diff", "-", NULL, &part, ""};
