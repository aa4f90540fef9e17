// SPDX-License-Identifier: MIT
// The section `sites`: from where a program creates tasks, how often and at what cost. Grows with
// the places; of each a bounded number of durations is kept.
#include "clonetrace/report/sites.h"

#include <stdlib.h>
#include <string.h>

#include "clonetrace/cli/fail.h"
#include "clonetrace/report/parts.h"

#define FRAMES 64 // of a stack; the library notes no more

static void *begin(const struct ct_report *report, FILE *out) {
    struct ct_sites *sites = ct_alloc(sizeof *sites);

    (void)report, (void)out;
    sites->rows.size = sizeof(struct ct_sites_row);
    return sites;
}

static void count_error(struct ct_sites *sites, struct ct_sites_row *row, const char *name) {
    size_t i = 0;

    name = name ? name : "?";
    while (i < CT_SITES_ERRORS - 1 && row->errors[i].name && strcmp(row->errors[i].name, name) != 0)
        i++;
    if (!row->errors[i].name)
        row->errors[i].name = ct_names_keep(&sites->rows.names, name);
    else if (strcmp(row->errors[i].name, name) != 0)
        row->errors[i].name = "others";
    row->errors[i].count++;
}

static void keep_stack(struct ct_sites *sites, struct ct_sites_row *row,
                       const struct ct_report_event *event) {
    struct ct_record_site frames[FRAMES];
    size_t count = ct_record_stack(event->record, frames, FRAMES);

    sites->stacks += count > 0;
    if (!count || row->stack)
        return;
    row->stack = ct_alloc(count * sizeof *row->stack);
    for (size_t i = 0; i < count; i++)
        row->stack[i] = ct_rows_keep_site(&sites->rows.names, &frames[i]);
    row->frames = count;
    row->machine = event->machine;
    row->stack_ns = event->record->ts_ns;
}

static void add(void *state, const struct ct_report_event *event) {
    struct ct_sites *sites = state;
    const struct ct_record *record = event->record;
    struct ct_sites_row *row;

    if (record->kind != CT_EVENT_CREATE || !event->passes)
        return;
    row = (struct ct_sites_row *)ct_rows_of(&sites->rows, event);
    row->failed += record->result == CT_RESULT_ERROR;
    row->denied += record->result == CT_RESULT_DENIED;
    if (record->result != CT_RESULT_OK)
        count_error(sites, row, record->error);
    ct_spread_add(&row->took, record->duration_ns);
    keep_stack(sites, row, event);
    sites->calls++;
    sites->total_ns += record->duration_ns;
}

static int by_cost(const void *a, const void *b) {
    const struct ct_sites_row *x = *(struct ct_sites_row *const *)a,
                              *y = *(struct ct_sites_row *const *)b;

    if (x->took.total != y->took.total)
        return x->took.total > y->took.total ? -1 : 1;
    if (x->took.count != y->took.count)
        return x->took.count > y->took.count ? -1 : 1;
    return ct_rows_order(&x->row, &y->row);
}

static void sort(struct ct_sites *sites) {
    if (sites->rows.count && !sites->sorted)
        qsort(sites->rows.list, sites->rows.count, sizeof(struct ct_row *), by_cost);
    sites->sorted = true;
}

static int end(void *state, const struct ct_report *report, FILE *out) {
    sort(state);
    ct_sites_show(state, report, out);
    return 0;
}

static void json(void *state, const struct ct_report *report, FILE *out) {
    sort(state);
    ct_sites_json(state, report, out);
}

static void finish(void *state) {
    struct ct_sites *sites = state;

    for (size_t i = 0; i < sites->rows.count; i++) {
        struct ct_sites_row *row = (struct ct_sites_row *)sites->rows.list[i];

        ct_spread_finish(&row->took);
        free(row->stack);
    }
    ct_rows_finish(&sites->rows);
    free(sites);
}

const struct ct_report_part ct_report_sites = {begin, add, end, json, finish};
