// SPDX-License-Identifier: MIT
// A result out of JSON. A file that is wrong anywhere gives no result and one line that says where.
#include "clonetrace/bench/result_json.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "clonetrace/bench/field_json.h"
#include "clonetrace/bench/series.h"
#include "clonetrace/cli/fail.h"

#define LARGEST (512u << 20) // bytes; a grid of everything with every sample has some 20 MB

static bool read_sample(const json_t *samples, const json_t *rounds, const struct ct_json_at *at,
                        struct ct_bench_series *series) {
    size_t i = series->count;
    struct ct_json_at samples_at = {at, "samples", 0}, sample_at = {&samples_at, NULL, i};
    struct ct_json_at rounds_at = {at, "rounds", 0}, round_at = {&rounds_at, NULL, i};
    const json_t *sample = json_array_get(samples, i), *round = json_array_get(rounds, i);
    json_int_t number = json_integer_value(round);

    if (!json_is_number(sample))
        return ct_json_bad(&sample_at, "a number");
    if (!json_is_integer(round) || number < 0 || number > UINT_MAX)
        return ct_json_bad(&round_at, "the number of a round");
    if (i && number < series->rounds[i - 1])
        return ct_json_bad(&round_at, "rounds in ascending order");
    ct_bench_series_add(series, json_number_value(sample), (unsigned)number);
    return true;
}

static bool read_series(const json_t *object, const struct ct_json_at *at,
                        struct ct_bench_series *series) {
    static const struct ct_member outliers[] = {{"outliers", CT_MEMBER_COUNT, 0, 0}, {0}};
    const json_t *samples = json_object_get(object, "samples");
    const json_t *rounds = json_object_get(object, "rounds");
    unsigned number = 0;

    if (!ct_json_members(object, at, ct_members_series, series) ||
        !ct_json_members(object, at, outliers, &number))
        return false;
    if (!json_is_array(samples) || !json_is_array(rounds) || !json_array_size(samples) ||
        json_array_size(samples) != json_array_size(rounds))
        return ct_json_bad(at, "arrays `samples` and `rounds` of one length, not empty");
    while (series->count < json_array_size(samples)) {
        if (!read_sample(samples, rounds, at, series))
            return false;
    }
    series->outliers = number;
    return number <= series->count || ct_json_bad(at, "fewer outliers than samples");
}

// The series of an object that has a word for each; those it has not were not measured.
static bool read_all_series(const json_t *object, const struct ct_json_at *at, unsigned count,
                            const char *(*word)(unsigned), struct ct_bench_series *series) {
    if (!ct_json_object(object, at))
        return false;
    for (unsigned i = 0; i < count; i++) {
        struct ct_json_at here = {at, word(i), 0};
        const json_t *value = json_object_get(object, word(i));

        if (value && !read_series(value, &here, &series[i]))
            return false;
    }
    return true;
}

static const char *metric_word(unsigned i) {
    return ct_bench_metric_name(i);
}

static const char *plain_word(unsigned i) {
    return ct_bench_plain_name(i);
}

static bool read_point(const json_t *object, const struct ct_json_at *at,
                       struct ct_bench_point *point) {
    static const struct ct_member note[] = {
        {"note", CT_MEMBER_TEXT, offsetof(struct ct_bench_point, note), 0}, {0}};
    struct ct_json_at condition = {at, "condition", 0}, obtained = {at, "obtained", 0};
    struct ct_json_at series = {at, "series", 0}, written = {&condition, "written", 0};

    if (!ct_json_members(object, at, note, point) ||
        !ct_json_members(json_object_get(object, "condition"), &condition, ct_members_condition,
                         &point->condition) ||
        !ct_json_members(json_object_get(object, "obtained"), &obtained, ct_members_obtained,
                         &point->obtained))
        return false;
    if (!(point->condition.written >= 0 && point->condition.written <= 1))
        return ct_json_bad(&written, "a share from 0 to 1");
    return read_all_series(json_object_get(object, "series"), &series, CT_BENCH_METRICS,
                           metric_word, point->series);
}

static bool read_points(const json_t *array, const struct ct_json_at *at,
                        struct ct_bench_result *result) {
    if (!json_is_array(array))
        return ct_json_bad(at, "an array");
    result->points = ct_alloc((json_array_size(array) + 1) * sizeof *result->points);
    while (result->count < json_array_size(array)) {
        struct ct_json_at here = {at, NULL, result->count};

        result->count++; // before it is whole: what it owns is freed with the result
        if (!read_point(json_array_get(array, here.index), &here, &result->points[here.index]))
            return false;
    }
    return true;
}

static bool read_version(const json_t *root, const struct ct_json_at *at) {
    const char *format = json_string_value(json_object_get(root, "format"));
    const json_t *version = json_object_get(root, "version");
    struct ct_json_at here = {at, "version", 0};

    if (!format || strcmp(format, CT_BENCH_FORMAT) != 0)
        return ct_json_bad(at, "a result of `clonetrace bench --json`");
    return json_integer_value(version) == CT_BENCH_VERSION ||
           ct_json_bad(&here, "1, the only version that this clonetrace reads");
}

static bool read_result(const json_t *root, const struct ct_json_at *at,
                        struct ct_bench_result *result) {
    struct ct_json_at machine = {at, "machine", 0}, points = {at, "points", 0};
    struct ct_json_at model = {at, "model", 0}, plain = {at, "plain", 0};
    const json_t *its_model = json_object_get(root, "model");

    result->has_model = its_model != NULL;
    return read_version(root, at) && ct_json_members(root, at, ct_members_result, result) &&
           ct_json_members(json_object_get(root, "machine"), &machine, ct_members_machine,
                           &result->machine) &&
           (!its_model || ct_json_model(its_model, &model, &result->model)) &&
           read_all_series(json_object_get(root, "plain"), &plain, CT_BENCH_PLAINS, plain_word,
                           result->plain) &&
           read_points(json_object_get(root, "points"), &points, result);
}

int ct_bench_json_parse(struct ct_bench_result *result, const char *name, const char *text,
                        size_t len) {
    struct ct_json_at at = {NULL, name, 0};
    json_error_t error;
    json_t *root = json_loadb(text, len, JSON_REJECT_DUPLICATES, &error);
    bool good;

    *result = (struct ct_bench_result){0};
    if (!root)
        return ct_fail("%s:%d:%d: not JSON: %s", name, error.line, error.column, error.text);
    good = read_result(root, &at, result);
    json_decref(root);
    if (good)
        return 0;
    ct_bench_result_finish(result);
    return CT_EXIT_FAILED;
}

static int read_stream(struct ct_bench_result *result, const char *name, FILE *in) {
    size_t len = 0, room = 1 << 16, got;
    char *text = ct_alloc(room);
    int failed;

    while ((got = fread(text + len, 1, room - len, in)) > 0) {
        len += got;
        if (len == room && room < LARGEST)
            text = ct_realloc(text, room *= 2);
    }
    if (ferror(in))
        failed = ct_fail("%s: cannot be read: %s", name, strerror(errno));
    else if (len == LARGEST)
        failed = ct_fail("%s: larger than any result of `clonetrace bench --json`", name);
    else
        failed = ct_bench_json_parse(result, name, text, len);
    free(text);
    return failed;
}

int ct_bench_json_read(struct ct_bench_result *result, const char *path) {
    FILE *in;
    int failed;

    *result = (struct ct_bench_result){0};
    if (!strcmp(path, "-"))
        return read_stream(result, "<stdin>", stdin);
    in = fopen(path, "re");
    if (!in)
        return ct_fail("%s: cannot be opened: %s", path, strerror(errno));
    failed = read_stream(result, path, in);
    fclose(in);
    return failed;
}
