// SPDX-License-Identifier: MIT
// The cost of forks for programs.
#include "clonetrace/report/cost.h"
#include "clonetrace/report/site.h"

static void mean(struct ct_jsonout *json, const char *key, uint64_t sum, uint64_t count) {
    if (count)
        ct_jsonout_real(json, key, (double)sum / (double)count);
    else
        ct_jsonout_null(json, key);
}

static void maximum(struct ct_jsonout *json, const char *key, uint64_t value, uint64_t count) {
    if (count)
        ct_jsonout_number(json, key, value);
    else
        ct_jsonout_null(json, key);
}

static void measured(struct ct_jsonout *json, struct ct_cost_row *row) {
    ct_jsonout_open(json, "measured", '{');
    ct_jsonout_number(json, "forks", row->took.count);
    ct_jsonout_number(json, "total_ns", row->took.total);
    ct_jsonout_number(json, "p50_ns", ct_spread_quantile(&row->took, 50));
    ct_jsonout_number(json, "p99_ns", ct_spread_quantile(&row->took, 99));
    ct_jsonout_number(json, "with_memory", row->memory.forks);
    mean(json, "rss_kib", row->memory.rss_kib, row->memory.forks);
    maximum(json, "rss_kib_max", row->rss_max_kib, row->memory.forks);
    mean(json, "pte_kib", row->memory.pte_kib, row->memory.forks);
    maximum(json, "pte_kib_max", row->pte_max_kib, row->memory.forks);
    ct_jsonout_number(json, "exec_followed", row->execs);
    ct_jsonout_number(json, "no_exec_followed", row->ended);
    ct_jsonout_number(json, "unknown", row->took.count - row->execs - row->ended);
    maximum(json, "faults_until_exec_p50", ct_spread_quantile(&row->faults, 50), row->execs);
    maximum(json, "faults_until_exec_max", row->faults.max, row->execs);
    ct_jsonout_close(json, '}');
}

static void modelled(struct ct_jsonout *json, const struct ct_cost_row *row,
                     const struct ct_cost_model *model) {
    struct ct_cost_estimate estimate = ct_cost_estimate(row, model);

    if (!estimate.known) {
        ct_jsonout_null(json, "modelled");
        return;
    }
    ct_jsonout_open(json, "modelled", '{');
    ct_jsonout_real(json, "page_table_entries", estimate.entries);
    ct_jsonout_real(json, "call_ns", estimate.modelled);
    ct_jsonout_real(json, "after_call_ns", estimate.after);
    ct_jsonout_real(json, "teardown_ns", estimate.teardown);
    ct_jsonout_real(json, "copy_on_write_ns", estimate.cow);
    ct_jsonout_real(json, "posix_spawn_ns", estimate.spawn);
    ct_jsonout_real(json, "saved_each_ns", estimate.saved);
    ct_jsonout_real(json, "saved_ns", estimate.saved * (double)row->execs);
    ct_jsonout_bool(json, "beyond_model", estimate.beyond);
    ct_jsonout_close(json, '}');
}

static void row_json(struct ct_jsonout *json, struct ct_cost_row *row,
                     const struct ct_report *report, const struct ct_cost_model *model) {
    struct ct_code_time time = ct_rows_time(row->row.machine, row->row.first_ns);
    struct ct_code_place place = ct_code_find(report->code, &row->row.site, &time, false);

    ct_jsonout_open(json, NULL, '{');
    ct_jsonout_text(json, "api", row->row.api);
    ct_jsonout_text(json, "flags", row->row.flags);
    ct_jsonout_open(json, "site", '{');
    ct_site_json(json, &row->row.site, &place);
    ct_jsonout_close(json, '}');
    measured(json, row);
    modelled(json, row, model);
    ct_jsonout_close(json, '}');
}

static void model_json(struct ct_jsonout *json, const struct ct_cost_model *model) {
    ct_jsonout_open(json, "model", '{');
    ct_jsonout_bool(json, "used", model->usable);
    ct_jsonout_text(json, "file", model->usable ? model->path : NULL);
    ct_jsonout_text(json, "machine", model->usable ? model->model.machine : NULL);
    ct_jsonout_text(json, "kernel", model->usable ? model->model.kernel : NULL);
    ct_jsonout_text(json, "note", model->reason);
    ct_jsonout_close(json, '}');
}

void ct_cost_json(struct ct_cost *cost, const struct ct_report *report, FILE *out) {
    struct ct_jsonout json = {.out = out};
    struct ct_cost_model model;

    ct_cost_model_load(&model, report);
    ct_jsonout_open(&json, NULL, '{');
    model_json(&json, &model);
    ct_jsonout_open(&json, "sites", '[');
    for (size_t i = 0; i < cost->rows.count; i++)
        row_json(&json, (struct ct_cost_row *)cost->rows.list[i], report, &model);
    ct_jsonout_close(&json, ']');
    ct_jsonout_close(&json, '}');
    ct_cost_model_finish(&model);
}
