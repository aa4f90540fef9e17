// SPDX-License-Identifier: MIT
// A result as JSON, point after point. Must not depend on the locale.
#include "clonetrace/bench/write_json.h"

#include "clonetrace/bench/number.h"
#include "clonetrace/bench/result_json.h"

static void write_member(struct ct_jsonout *json, const struct ct_member *member,
                         const void *from) {
    switch (member->type) {
    case CT_MEMBER_TEXT:
        ct_jsonout_text(json, member->key, *(char *const *)from);
        break;
    case CT_MEMBER_ARRAY:
        ct_jsonout_text(json, member->key, from);
        break;
    case CT_MEMBER_REAL:
        ct_jsonout_key(json, member->key);
        ct_bench_number_write(json->out, *(const double *)from);
        break;
    case CT_MEMBER_BYTES:
        ct_jsonout_number(json, member->key, *(const uint64_t *)from);
        break;
    case CT_MEMBER_COUNT:
        ct_jsonout_number(json, member->key, *(const unsigned *)from);
        break;
    case CT_MEMBER_INT:
        ct_jsonout_signed(json, member->key, *(const int *)from);
        break;
    case CT_MEMBER_TIME:
        ct_jsonout_signed(json, member->key, *(const int64_t *)from);
        break;
    case CT_MEMBER_FLAG:
        ct_jsonout_bool(json, member->key, *(const bool *)from);
        break;
    default: // enumerations, which have the size of an unsigned
        ct_jsonout_text(json, member->key, ct_member_word(member->type, *(const unsigned *)from));
    }
}

void ct_bench_json_members(struct ct_jsonout *json, const struct ct_member *members,
                           const void *from) {
    for (; members->key; members++)
        write_member(json, members, (const char *)from + members->offset);
}

static void write_object(struct ct_jsonout *json, const char *key, const struct ct_member *members,
                         const void *from) {
    ct_jsonout_open(json, key, '{');
    ct_bench_json_members(json, members, from);
    ct_jsonout_close(json, '}');
}

void ct_bench_json_model(struct ct_jsonout *json, const char *key, const struct ct_model *model) {
    ct_jsonout_open(json, key, '{');
    ct_jsonout_text(json, "format", CT_MODEL_FORMAT);
    ct_jsonout_number(json, "version", CT_BENCH_VERSION);
    ct_bench_json_members(json, ct_members_model, model);
    for (const struct ct_member *member = ct_members_lines; member->key; member++) {
        const char *line = (const char *)model + member->offset;

        ct_jsonout_open(json, member->key, '{');
        ct_bench_json_members(json, ct_members_line, line);
        write_object(json, "reach", ct_members_reach,
                     &((const struct ct_model_line *)(const void *)line)->reach);
        ct_jsonout_close(json, '}');
    }
    ct_bench_json_members(json, ct_members_costs, model);
    ct_jsonout_close(json, '}');
}

static void write_series(struct ct_jsonout *json, const char *key,
                         const struct ct_bench_series *series) {
    if (!series->count)
        return;
    ct_jsonout_open(json, key, '{');
    ct_bench_json_members(json, ct_members_series, series);
    ct_jsonout_number(json, "outliers", series->outliers);
    ct_jsonout_open(json, "samples", '[');
    for (size_t i = 0; i < series->count; i++) {
        ct_jsonout_key(json, NULL);
        ct_bench_number_write(json->out, series->samples[i]);
    }
    ct_jsonout_close(json, ']');
    ct_jsonout_open(json, "rounds", '[');
    for (size_t i = 0; i < series->count; i++)
        ct_jsonout_number(json, NULL, series->rounds[i]);
    ct_jsonout_close(json, ']');
    ct_jsonout_close(json, '}');
}

static void write_point(struct ct_jsonout *json, const struct ct_bench_point *point) {
    ct_jsonout_open(json, NULL, '{');
    write_object(json, "condition", ct_members_condition, &point->condition);
    write_object(json, "obtained", ct_members_obtained, &point->obtained);
    ct_jsonout_text(json, "note", point->note);
    ct_jsonout_open(json, "series", '{');
    for (int metric = 0; metric < CT_BENCH_METRICS; metric++)
        write_series(json, ct_bench_metric_name(metric), &point->series[metric]);
    ct_jsonout_close(json, '}');
    ct_jsonout_close(json, '}');
    putc('\n', json->out);
}

void ct_bench_json_write(FILE *out, const struct ct_bench_result *result) {
    struct ct_jsonout json = {.out = out};

    ct_jsonout_open(&json, NULL, '{');
    ct_jsonout_text(&json, "format", CT_BENCH_FORMAT);
    ct_jsonout_number(&json, "version", CT_BENCH_VERSION);
    ct_jsonout_text(&json, "clonetrace", CT_VERSION);
    ct_bench_json_members(&json, ct_members_result, result);
    write_object(&json, "machine", ct_members_machine, &result->machine);
    if (result->has_model)
        ct_bench_json_model(&json, "model", &result->model);
    ct_jsonout_open(&json, "plain", '{');
    for (int plain = 0; plain < CT_BENCH_PLAINS; plain++)
        write_series(&json, ct_bench_plain_name(plain), &result->plain[plain]);
    ct_jsonout_close(&json, '}');
    ct_jsonout_open(&json, "points", '[');
    putc('\n', out);
    for (size_t i = 0; i < result->count; i++)
        write_point(&json, &result->points[i]);
    ct_jsonout_close(&json, ']');
    ct_jsonout_close(&json, '}');
    putc('\n', out);
}
