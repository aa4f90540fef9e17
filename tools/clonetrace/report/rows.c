// SPDX-License-Identifier: MIT
// Creations to the places that they come from. Runs for every line of a log, so nothing is copied
// for a place that is known.
#include "clonetrace/report/rows.h"

#include <stdlib.h>
#include <string.h>

#include "clonetrace/cli/fail.h"

static bool same_text(const char *a, const char *b) {
    return a == b || (a && b && !strcmp(a, b));
}

// FNV-1a, of what differs most; the rest is compared.
static uint64_t hash_of(const struct ct_record *record) {
    const uint64_t parts[] = {record->site.offset, record->flags};
    uint64_t hash = 0xcbf29ce484222325u;

    for (const char *s = record->api; *s; s++)
        hash = (hash ^ (unsigned char)*s) * 0x100000001b3u;
    for (const char *s = record->site.module; s && *s; s++)
        hash = (hash ^ (unsigned char)*s) * 0x100000001b3u;
    return ct_map_hash(hash, parts, sizeof parts);
}

static bool same(const struct ct_row *row, const struct ct_record *record) {
    return row->site.offset == record->site.offset && row->flags_raw == record->flags &&
           same_text(row->api, record->api) && same_text(row->site.module, record->site.module) &&
           same_text(row->site.symbol, record->site.symbol) &&
           same_text(row->exit_signal, record->exit_signal);
}

struct ct_record_site ct_rows_keep_site(struct ct_names *names, const struct ct_record_site *site) {
    return (struct ct_record_site){.module = ct_names_keep(names, site->module),
                                   .symbol = ct_names_keep(names, site->symbol),
                                   .offset = site->offset};
}

static struct ct_row *add(struct ct_rows *rows, const struct ct_report_event *event) {
    const struct ct_record *record = event->record;
    struct ct_row *row = ct_alloc(rows->size);
    char flags[CT_RECORD_FLAG_SET];

    row->api = ct_names_keep(&rows->names, record->api);
    row->flags = ct_names_keep(&rows->names, ct_record_flag_set(record, flags));
    row->exit_signal = ct_names_keep(&rows->names, record->exit_signal);
    row->flags_raw = record->flags;
    row->site = ct_rows_keep_site(&rows->names, &record->site);
    row->machine = event->machine;
    row->first_ns = record->ts_ns;
    if (rows->count == rows->cap) {
        rows->cap = rows->cap ? rows->cap * 2 : 64;
        rows->list = ct_realloc(rows->list, rows->cap * sizeof(struct ct_row *));
    }
    rows->list[rows->count++] = row;
    return row;
}

struct ct_row *ct_rows_of(struct ct_rows *rows, const struct ct_report_event *event) {
    uint64_t hash = hash_of(event->record);
    struct ct_row *first = ct_map_get(&rows->by_hash, hash), *row = first;

    while (row && !same(row, event->record))
        row = row->same_hash;
    if (row)
        return row;
    row = add(rows, event);
    row->same_hash = first;
    ct_map_put(&rows->by_hash, hash, row);
    return row;
}

void ct_rows_finish(struct ct_rows *rows) {
    for (size_t i = 0; i < rows->count; i++)
        free(rows->list[i]);
    free(rows->list);
    ct_map_finish(&rows->by_hash);
    ct_names_finish(&rows->names);
}

static int text_order(const char *a, const char *b) {
    return a && b ? strcmp(a, b) : (a != NULL) - (b != NULL);
}

int ct_rows_order(const struct ct_row *a, const struct ct_row *b) {
    int order = text_order(a->site.module, b->site.module);

    if (!order)
        order = (a->site.offset > b->site.offset) - (a->site.offset < b->site.offset);
    if (!order)
        order = text_order(a->api, b->api);
    if (!order)
        order = text_order(a->flags, b->flags);
    return order ? order : text_order(a->site.symbol, b->site.symbol);
}

struct ct_code_time ct_rows_time(const struct ct_report_machine *machine, uint64_t ts_ns) {
    return (struct ct_code_time){
        .real_ns = machine->has_real ? (int64_t)ts_ns + machine->real_minus_mono_ns : 0,
        .boot = machine->boot};
}
