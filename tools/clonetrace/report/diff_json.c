// SPDX-License-Identifier: MIT
// What changed between two logs, for programs. All rows, also those without a change.
#include <inttypes.h>

#include "clonetrace/cli/jsonout.h"
#include "clonetrace/report/diff.h"
#include "clonetrace/report/run.h"

#define VERSION 1

static void offset(struct ct_jsonout *json, const char *key, uint64_t value) {
    char text[24];

    snprintf(text, sizeof text, "0x%" PRIx64, value);
    ct_jsonout_text(json, key, text);
}

static void side(struct ct_jsonout *json, const char *key, const struct ct_diff_row *row, int i) {
    const struct ct_diff_side *side = &row->side[i];

    ct_jsonout_open(json, key, '{');
    ct_jsonout_number(json, "calls", side->count);
    ct_jsonout_number(json, "failed", side->failed);
    ct_jsonout_number(json, "places", side->places);
    ct_jsonout_number(json, "total_ns", side->took.total_ns);
    if (side->count)
        ct_jsonout_number(json, "median_ns", ct_durations_quantile(&side->took, 50));
    else
        ct_jsonout_null(json, "median_ns");
    if (side->count && row->where.module && !row->where.symbol)
        offset(json, "offset", side->offset);
    ct_jsonout_close(json, '}');
}

static void row_json(struct ct_jsonout *json, const struct ct_diff_row *row) {
    ct_jsonout_open(json, NULL, '{');
    ct_jsonout_text(json, "change", ct_diff_change_name(row->change));
    ct_jsonout_text(json, "api", row->api);
    ct_jsonout_text(json, "flags", row->flags);
    ct_jsonout_text(json, "module", row->where.module);
    ct_jsonout_text(json, "symbol", row->where.symbol);
    ct_jsonout_bool(json, "moved", row->moved);
    side(json, "old", row, 0);
    side(json, "new", row, 1);
    ct_jsonout_close(json, '}');
}

static void total(struct ct_jsonout *json, const struct ct_diff *diff, int i) {
    ct_jsonout_open(json, i ? "new" : "old", '{');
    ct_jsonout_text(json, "file", diff->report->input.paths[i]);
    ct_jsonout_number(json, "calls", diff->calls[i]);
    ct_jsonout_number(json, "places", diff->places[i]);
    ct_jsonout_number(json, "total_ns", diff->total_ns[i]);
    ct_jsonout_close(json, '}');
}

void ct_diff_json(const struct ct_diff *diff, FILE *out) {
    struct ct_jsonout json = {.out = out};

    ct_jsonout_open(&json, NULL, '{');
    ct_jsonout_number(&json, "version", VERSION);
    ct_jsonout_text(&json, "clonetrace", CT_VERSION);
    ct_jsonout_key(&json, "input");
    ct_report_json_input(diff->report, out);
    ct_jsonout_open(&json, "diff", '{');
    total(&json, diff, 0);
    total(&json, diff, 1);
    ct_jsonout_open(&json, "changes", '{');
    for (enum ct_diff_change i = CT_DIFF_NEW; i <= CT_DIFF_SAME; i++)
        ct_jsonout_number(&json, ct_diff_change_name(i), diff->changes[i]);
    ct_jsonout_close(&json, '}');
    ct_jsonout_open(&json, "rows", '[');
    for (size_t i = 0; i < diff->count; i++)
        row_json(&json, diff->rows[i]);
    ct_jsonout_close(&json, ']');
    ct_jsonout_close(&json, '}');
    ct_jsonout_close(&json, '}');
    putc('\n', out);
}
