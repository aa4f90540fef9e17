// SPDX-License-Identifier: MIT
// The benchmark itself, run as a user would, with so few iterations that its numbers mean nothing:
// only whether every case and condition is there, and how it refuses. Nothing here depends on a
// time.
#include "bench.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define ARGUMENTS_MAX 12

static char scratch[] = "/tmp/clonetrace-test-bench-XXXXXX";
static char report_path[64], errors_path[64], temporary[64];

static void create_scratch(void) {
    cr_assert(mkdtemp(scratch));
    snprintf(report_path, sizeof(report_path), "%s/report.json", scratch);
    snprintf(errors_path, sizeof(errors_path), "%s/errors", scratch);
    snprintf(temporary, sizeof(temporary), "%s/tmp", scratch);
    cr_assert_eq(mkdir(temporary, 0700), 0);
    cr_assert_eq(setenv("TMPDIR", temporary, 1), 0);
}

// Fails where the benchmark left something in its TMPDIR.
static void remove_scratch(void) {
    unlink(report_path);
    unlink(errors_path);
    cr_expect_eq(rmdir(temporary), 0, "left something behind: %s", strerror(errno));
    rmdir(scratch);
}

TestSuite(bench, .init = create_scratch, .fini = remove_scratch);

// Exit status of the benchmark with these arguments, NULL at the end.
static int run(const char *const *arguments) {
    char *argv[ARGUMENTS_MAX + 1] = {(char *)BENCH_PROGRAM};
    for (size_t i = 0; arguments[i]; i++)
        argv[i + 1] = (char *)arguments[i];
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 2, errors_path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    pid_t pid;
    int status = -1;
    cr_assert_eq(posix_spawn(&pid, argv[0], &actions, NULL, argv, environ), 0);
    cr_assert_eq(waitpid(pid, &status, 0), pid);
    posix_spawn_file_actions_destroy(&actions);
    cr_assert(WIFEXITED(status), "wait status 0x%x", status);
    return WEXITSTATUS(status);
}

static char *errors(void) {
    static char text[4096];
    FILE *file = fopen(errors_path, "r");
    cr_assert(file);
    text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
    fclose(file);
    return text;
}

static double number(const json_t *object, const char *key) {
    const json_t *value = json_object_get(object, key);
    cr_assert(json_is_number(value), "%s is missing", key);
    return json_number_value(value);
}

static void expect_condition(const json_t *entry, const char *name, bool traced) {
    const json_t *condition = json_object_get(json_object_get(entry, "conditions"), name);
    const char *which = json_string_value(json_object_get(entry, "name"));
    cr_assert(condition, "%s: no %s", which, name);
    cr_assert_gt(number(condition, "median_ns"), 0);
    if (strcmp(name, "native") == 0)
        return;
    const json_t *interval = json_object_get(condition, "interval");
    cr_assert_gt(number(condition, "ratio"), 0);
    cr_assert_eq(json_array_size(interval), 2);
    cr_assert_leq(json_number_value(json_array_get(interval, 0)),
                  json_number_value(json_array_get(interval, 1)));
    cr_assert(traced == (number(condition, "lines") > 0), "%s under %s", which, name);
}

static void expect_memory(const json_t *report, const char *when) {
    const json_t *rows = json_object_get(json_object_get(report, "memory"), when);
    cr_assert_gt(number(json_object_get(rows, "native"), "rss_kib"), 0);
    number(json_object_get(rows, "empty"), "rss_kib");
    number(json_object_get(rows, "shim"), "private_dirty_kib");
}

Test(bench, a_report_holds_every_case_under_every_condition) {
    const char *arguments[] = {"--quick", "--library", BENCH_LIBRARY, "--json", report_path, NULL};
    cr_assert_eq(run(arguments), 0, "%s", errors());
    json_t *report = json_load_file(report_path, 0, NULL);
    cr_assert(report);
    const json_t *cases = json_object_get(report, "cases");
    cr_assert_eq(json_array_size(cases), bench_case_count);
    for (size_t i = 0; i < bench_case_count; i++) {
        const json_t *entry = json_array_get(cases, i);
        cr_assert_str_eq(json_string_value(json_object_get(entry, "name")), bench_cases[i].name);
        cr_assert_gt(number(entry, "rounds"), 0);
        expect_condition(entry, "native", false);
        expect_condition(entry, "empty", false);
        expect_condition(entry, "shim", true);
    }
    expect_memory(report, "started");
    expect_memory(report, "used");
    cr_assert_gt(number(json_object_get(report, "encode"), "create_ns"), 0);
    cr_assert_gt(number(json_object_get(report, "decide"), "near_ns"), 0);
    cr_assert_gt(number(json_object_get(report, "machine"), "cores"), 0);
    json_decref(report);
}

// The report on these cases, with one more condition.
static json_t *report_on(const char *only, const char *with) {
    const char *arguments[] = {"--quick", "--only", only,     "--library", BENCH_LIBRARY,
                               "--with",  with,     "--json", report_path, NULL};
    cr_assert_eq(run(arguments), 0, "%s", errors());
    json_t *report = json_load_file(report_path, 0, NULL);
    cr_assert(report);
    return report;
}

Test(bench, only_and_further_conditions_are_obeyed) {
    json_t *report = report_on("fork", "other:" BENCH_LIBRARY ":CLONETRACE_LOG=off");
    const json_t *cases = json_object_get(report, "cases");
    cr_assert_eq(json_array_size(cases), 1);
    expect_condition(json_array_get(cases, 0), "shim", true);
    expect_condition(json_array_get(cases, 0), "other", false);
    cr_assert_null(json_object_get(report, "memory"));
    json_decref(report);
}

static double lines_of(const json_t *entry, const char *condition) {
    return number(json_object_get(json_object_get(entry, "conditions"), condition), "lines");
}

// Each has the lines of its own start and end beside those of the operations.
static void expect_as_many_lines(const char *name, const char *with) {
    json_t *report = report_on("fork,spawn-static,spawn-dynamic,pthread", with);
    const json_t *cases = json_object_get(report, "cases");
    cr_assert_eq(json_array_size(cases), 4);
    for (size_t i = 0; i < 4; i++) {
        const json_t *entry = json_array_get(cases, i);
        cr_assert_float_eq(lines_of(entry, name), lines_of(entry, "shim"), 0.5, "%s",
                           json_string_value(json_object_get(entry, "name")));
    }
    json_decref(report);
}

Test(bench, the_floor_writes_as_many_lines_as_the_shim) {
    expect_as_many_lines("floor", "floor:" BENCH_FLOOR);
    expect_as_many_lines("facts", "facts:" BENCH_FACTS);
}

Test(bench, a_library_that_records_nothing_is_refused) {
    const char *arguments[] = {"--quick", "--only", "fork", "--library", BENCH_EMPTY, NULL};
    cr_assert_eq(run(arguments), 1);
    cr_assert(strstr(errors(), "wrote nothing to its log"), "%s", errors());
}

Test(bench, a_library_that_is_not_there_is_named) {
    const char *arguments[] = {"--quick", "--library", "/nonexistent/lib.so", NULL};
    cr_assert_eq(run(arguments), 1);
    cr_assert(strstr(errors(), "/nonexistent/lib.so"), "%s", errors());
}

Test(bench, a_report_that_cannot_be_written_fails) {
    const char *arguments[] = {"--quick",
                               "--only",
                               "encode",
                               "--library",
                               BENCH_EMPTY,
                               "--json",
                               "/nonexistent/report.json",
                               NULL};
    cr_assert_eq(run(arguments), 1);
    cr_assert(strstr(errors(), "/nonexistent/report.json"), "%s", errors());
}

// Through a link of our own, so that a failure of this test costs the machine no device.
Test(bench, what_is_no_regular_file_is_written_to_and_never_replaced) {
    const char *arguments[] = {"--quick",   "--only", "encode",    "--library",
                               BENCH_EMPTY, "--json", report_path, NULL};
    struct stat st;
    cr_assert_eq(symlink("/dev/full", report_path), 0);
    cr_assert_eq(run(arguments), 1);
    cr_assert(strstr(errors(), strerror(ENOSPC)), "%s", errors());
    cr_assert(lstat(report_path, &st) == 0 && S_ISLNK(st.st_mode));
}

Test(bench, wrong_options_are_refused_with_what_was_expected) {
    static const char *const wrong[][3] = {
        {"--only", "frok", NULL},   {"--only", "fork,", NULL}, {"--max-time", "0", NULL},
        {"--cpu", "first", NULL},   {"--seed", "-1", NULL},    {"--with", "noname", NULL},
        {"--precision", "x", NULL},
    };
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        cr_assert_eq(run(wrong[i]), 2, "%s %s", wrong[i][0], wrong[i][1]);
        cr_assert(strstr(errors(), "expected"), "%s", errors());
    }
    cr_assert_eq(run((const char *[]){"--nonsense", NULL}), 2);
    cr_assert_eq(run((const char *[]){"operand", NULL}), 2);
}
