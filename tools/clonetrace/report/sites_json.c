// SPDX-License-Identifier: MIT
// Call sites for programs: all of them, with the whole stack.
#include "clonetrace/report/sites.h"

static void durations(struct ct_jsonout *json, struct ct_spread *took) {
    ct_jsonout_open(json, "duration_ns", '{');
    ct_jsonout_number(json, "total", took->total);
    ct_jsonout_number(json, "min", took->min);
    ct_jsonout_number(json, "p50", ct_spread_quantile(took, 50));
    ct_jsonout_number(json, "p99", ct_spread_quantile(took, 99));
    ct_jsonout_number(json, "max", took->max);
    ct_jsonout_bool(json, "exact", ct_spread_exact(took));
    ct_jsonout_close(json, '}');
}

static void errors(struct ct_jsonout *json, const struct ct_sites_row *row) {
    ct_jsonout_open(json, "errors", '[');
    for (size_t i = 0; i < CT_SITES_ERRORS && row->errors[i].name; i++) {
        ct_jsonout_open(json, NULL, '{');
        ct_jsonout_text(json, "errno", row->errors[i].name);
        ct_jsonout_number(json, "count", row->errors[i].count);
        ct_jsonout_close(json, '}');
    }
    ct_jsonout_close(json, ']');
}

static void stack(struct ct_jsonout *json, const struct ct_sites_row *row,
                  const struct ct_report *report) {
    struct ct_site_stack stack = {.frames = row->stack, .count = row->frames, .code = report->code};

    if (row->stack)
        stack.time = ct_rows_time(row->machine, row->stack_ns);
    ct_jsonout_open(json, "stack", '[');
    ct_site_stack_json(json, &stack);
    ct_jsonout_close(json, ']');
}

static void row_json(struct ct_jsonout *json, struct ct_sites_row *row,
                     const struct ct_report *report) {
    struct ct_code_time time = ct_rows_time(row->row.machine, row->row.first_ns);
    struct ct_code_place place = ct_code_find(report->code, &row->row.site, &time, false);

    ct_jsonout_open(json, NULL, '{');
    ct_jsonout_text(json, "api", row->row.api);
    ct_jsonout_text(json, "flags", row->row.flags);
    ct_jsonout_number(json, "flags_raw", row->row.flags_raw);
    ct_jsonout_open(json, "site", '{');
    ct_site_json(json, &row->row.site, &place);
    ct_jsonout_close(json, '}');
    ct_jsonout_number(json, "count", row->took.count);
    ct_jsonout_number(json, "failed", row->failed);
    ct_jsonout_number(json, "denied", row->denied);
    errors(json, row);
    durations(json, &row->took);
    stack(json, row, report);
    ct_jsonout_close(json, '}');
}

void ct_sites_json(struct ct_sites *sites, const struct ct_report *report, FILE *out) {
    struct ct_jsonout json = {.out = out};

    ct_jsonout_open(&json, NULL, '[');
    for (size_t i = 0; i < sites->rows.count; i++)
        row_json(&json, (struct ct_sites_row *)sites->rows.list[i], report);
    ct_jsonout_close(&json, ']');
}
