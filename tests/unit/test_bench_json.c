// SPDX-License-Identifier: MIT
// A result that is written and read is the same result, whatever the locale; what is no result is
// refused.
#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clonetrace/bench/number.h"
#include "clonetrace/bench/result_json.h"
#include "clonetrace/cli/fail.h"
#include "simulate.h"

static char *written(const struct ct_bench_result *result) {
    char *text = NULL;
    size_t len;
    FILE *out = open_memstream(&text, &len);

    ct_bench_json_write(out, result);
    fclose(out);
    return text;
}

static char *simulated(void) {
    struct ct_simulation small = ct_simulate_usual;
    struct ct_bench_result result;
    char *text;

    small.rounds = 3;
    small.samples = 2;
    ct_simulate_result(&result, &small);
    result.points[1].note = ct_format("a note with \"quotes\", <tags>, \t and \xc3\xa9");
    result.has_model = true;
    result.model = (struct ct_model){.machine = "m", .kernel = "k", .thp = "never", .when = 5};
    result.model.fork_call = ct_simulate_fork_call;
    result.model.fork_call.reach.threads = 30;
    result.partial = true;
    text = written(&result);
    ct_bench_result_finish(&result);
    return text;
}

static void same_after_reading(const char *text) {
    struct ct_bench_result result;
    char *again;

    cr_assert_eq(ct_bench_json_parse(&result, "text", text, strlen(text)), 0);
    again = written(&result);
    cr_assert_str_eq(again, text);
    free(again);
    ct_bench_result_finish(&result);
}

Test(bench_json, what_was_read_is_written_again_byte_for_byte) {
    char *text = simulated();

    same_after_reading(text);
    free(text);
}

Test(bench_json, every_sample_comes_back) {
    char *text = simulated();
    struct ct_bench_result result;
    struct ct_bench_series *series;

    cr_assert_eq(ct_bench_json_parse(&result, "text", text, strlen(text)), 0);
    series = &result.points[0].series[CT_BENCH_CALL];
    cr_assert_eq(series->count, 6);
    cr_assert_eq(series->rounds[5], 2);
    cr_assert(series->low <= series->median && series->median <= series->high);
    cr_assert(result.partial && result.has_model);
    cr_assert_eq(result.model.fork_call.reach.threads, 30);
    cr_assert_str_eq(result.points[1].note, "a note with \"quotes\", <tags>, \t and \xc3\xa9");
    cr_assert_null(result.machine.governor);
    ct_bench_result_finish(&result);
    free(text);
}

// de_DE and fa_IR where the machine has them: a decimal comma, and one of two bytes.
Test(bench_json, a_locale_changes_nothing) {
    const char *const locales[] = {"de_DE.UTF-8", "de_DE", "fa_IR", "ps_AF", "C.UTF-8", ""};
    char *text = simulated();

    for (size_t i = 0; i < sizeof locales / sizeof *locales; i++) {
        char *here;

        if (!setlocale(LC_ALL, locales[i]))
            continue;
        here = simulated();
        cr_assert_str_eq(here, text, "in %s", locales[i]);
        same_after_reading(text);
        free(here);
    }
    free(text);
}

Test(bench_json, numbers_read_back_as_the_same_double) {
    struct ct_bench_random random = {9};
    char text[CT_BENCH_NUMBER];

    cr_assert_str_eq(ct_bench_number(text, 0.1), "0.1");
    cr_assert_str_eq(ct_bench_number(text, 1234567), "1234567");
    cr_assert_str_eq(ct_bench_number(text, NAN), "null");
    for (int i = 0; i < 10000; i++) {
        double value = exp(20 * ct_simulate_normal(&random));

        cr_assert_eq(strtod(ct_bench_number(text, value), NULL), value, "%s", text);
    }
}

// What the tool says of `text` with `from` replaced by `to`.
static void refuses(const char *from, const char *to, const char *says) {
    struct ct_bench_result result;
    char *text = simulated(), *at = strstr(text, from), *changed, said[512] = "";
    FILE *err = tmpfile();
    int kept = dup(2);

    cr_assert_not_null(at, "%s", from);
    changed = ct_format("%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
    fflush(stderr);
    dup2(fileno(err), 2);
    cr_expect_eq(ct_bench_json_parse(&result, "old.json", changed, strlen(changed)),
                 CT_EXIT_FAILED);
    fflush(stderr);
    dup2(kept, 2);
    close(kept);
    cr_expect_eq(result.count, 0);
    rewind(err);
    said[fread(said, 1, sizeof said - 1, err)] = '\0';
    cr_expect_not_null(strstr(said, says), "of %s it says: %s", to, said);
    cr_expect_eq(strchr(said, '\n'), said + strlen(said) - 1, "one line: %s", said);
    fclose(err);
    free(changed);
    free(text);
}

Test(bench_json, what_is_wrong_is_told_with_its_place) {
    refuses("{", "[", "old.json:1:");
    refuses("clonetrace-bench", "other", "old.json: expected a result of `clonetrace bench");
    refuses("\"version\":1", "\"version\":2", "old.json: version: expected 1");
    refuses("\"precision\":0.02", "\"precision\":\"a\"", "old.json: precision: expected a number");
    refuses("\"cpus\":2", "\"cpus\":-2", "machine.cpus: expected a number that is not negative");
    refuses("\"pinned\":-1", "\"pinned\":1.5", "machine.pinned: expected a whole number");
    refuses("\"method\":\"fork\"", "\"method\":\"spoon\"",
            "points[0].condition.method: expected a known word such as \"fork\"");
    refuses("\"written\":0", "\"written\":7", "points[0].condition.written: expected a share");
    refuses("\"samples\":[", "\"samples\":[1,", "plain.plain-write: expected arrays");
    refuses("\"rounds\":[0", "\"rounds\":[4",
            "plain.plain-write.rounds[1]: expected rounds in ascending order");
    refuses("\"samples\":[", "\"samples\":[null,", "samples");
    refuses("\"partial\":true", "\"partial\":1", "partial: expected true or false");
    refuses("\"points\":[", "\"points\":7,\"x\":[", "points: expected an array");
    refuses("\"median\":", "\"middle\":", "expected a number");
    refuses(
        "\"kernel\":\"k\"",
        "\"kernel\":\"kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk\"",
        "model.kernel: expected a shorter text");
    refuses("\"fixed\":60000", "\"fixed\":-1",
            "model.fork_call: expected numbers that are not negative");
}

Test(bench_json, a_file_that_is_not_there_is_told) {
    struct ct_bench_result result;

    cr_redirect_stderr();
    cr_assert_eq(ct_bench_json_read(&result, "/nonexistent/x.json"), CT_EXIT_FAILED);
    fflush(stderr);
    cr_assert_stderr_eq_str(
        "clonetrace: /nonexistent/x.json: cannot be opened: No such file or directory\n");
}
