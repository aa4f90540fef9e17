// SPDX-License-Identifier: MIT
// Verdicts about the logs in tests/data/check, in every form, compared with the files beside them.
// check_reports.py reads those with parsers that are not ours. To accept a new look, run with
// CT_TEST_REWRITE=1 and read the diff.
#include <criterion/criterion.h>
#include <fcntl.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clonetrace/check/report.h"

static const struct ct_verdict_rule rules[] = {
    {"shared-memory-process", "deny", "a process that shares memory without vfork semantics"},
    {"no-network-tools", "deny", "programs that <download> & run"},
    {"many-forks", "warn", ""},
    {"threads-are-fine", "allow", "threads"},
    {"never-broken", "kill", "namespaces belong to the administrator"},
};

struct judged {
    struct ct_verdict verdict;
    struct ct_trace trace;
    struct ct_log log;
    struct ct_baseline baseline;
    struct ct_summary summary;
    int fd;
};

static char *data_path(const char *name) {
    static char path[512];

    snprintf(path, sizeof path, "%s/%s", getenv("CT_TEST_DATA"), name);
    return path;
}

static void read_trace(struct judged *judged, const char *name) {
    char file[64];

    snprintf(file, sizeof file, "%s.jsonl", name);
    cr_assert_geq(judged->fd = open(data_path(file), O_RDONLY), 0, "%s", data_path(file));
    ct_trace_init(&judged->trace);
    ct_log_init(&judged->log, judged->fd);
    cr_assert_eq(ct_trace_read(&judged->trace, &judged->log), 0);
    ct_log_last(&judged->log);
    cr_assert_eq(ct_trace_read(&judged->trace, &judged->log), 0);
}

static void judge(struct judged *judged, const char *name, const struct ct_allow *allow,
                  bool with_baseline, int program) {
    static const struct ct_allow none;

    *judged = (struct judged){.summary = {.command = "app --serve 'caf\xe9'",
                                          .ending = {.pid = 5000001,
                                                     .status = program,
                                                     .start_ns = 1000000,
                                                     .end_ns = 101000000}},
                              .verdict = {.policy = "policies/app.json",
                                          .rules = rules,
                                          .rule_count = sizeof rules / sizeof *rules,
                                          .allow = allow ? allow : &none,
                                          .violation_exit = CT_EXIT_VIOLATION,
                                          .started = 1795502730,
                                          .host = "builder"}};
    judged->verdict.baseline = &judged->baseline;
    if (with_baseline)
        cr_assert_eq(ct_baseline_read(&judged->baseline, data_path("baseline.json")), 0);
    read_trace(judged, name);
    ct_verdict_reach(&judged->verdict, &judged->summary, &judged->trace, &judged->log);
}

static void forget(struct judged *judged) {
    ct_verdict_finish(&judged->verdict);
    ct_baseline_finish(&judged->baseline);
    ct_log_finish(&judged->log);
    ct_trace_finish(&judged->trace);
    close(judged->fd);
}

static void text(FILE *out, const struct ct_verdict *verdict) {
    struct ct_paint paint = {.out = out, .unicode = true, .width = 100};

    ct_verdict_write(&paint, verdict);
}

static void compare(const struct ct_verdict *verdict, const char *name, const char *form,
                    void (*write_form)(FILE *out, const struct ct_verdict *verdict)) {
    char file[64], *made = NULL, *expected = calloc(1, 65536), *path;
    size_t len;
    FILE *out = open_memstream(&made, &len);

    write_form(out, verdict);
    fclose(out);
    snprintf(file, sizeof file, "%s.%s", name, form);
    path = data_path(file);
    if (getenv("CT_TEST_REWRITE")) {
        cr_assert(out = fopen(path, "w"));
        fputs(made, out);
        fclose(out);
    }
    cr_assert(out = fopen(path, "r"), "%s", path);
    cr_assert_lt(fread(expected, 1, 65535, out), 65535);
    fclose(out);
    cr_assert_str_eq(made, expected, "%s is now:\n%s", path, made);
    free(made);
    free(expected);
}

static void all_forms(const struct ct_verdict *verdict, const char *name) {
    compare(verdict, name, "txt", text);
    compare(verdict, name, "junit.xml", ct_check_report_junit);
    compare(verdict, name, "sarif", ct_check_report_sarif);
    compare(verdict, name, "json", ct_check_report_json);
    compare(verdict, name, "github.txt", ct_verdict_annotate);
}

static void use_utf8(void) {
    cr_assert(setlocale(LC_CTYPE, "C.UTF-8"));
}

TestSuite(check_reports, .init = use_utf8);

Test(check_reports, of_violations) {
    struct judged judged;

    judge(&judged, "violations", NULL, false, 3);
    cr_expect_eq(judged.verdict.status, CT_EXIT_VIOLATION);
    all_forms(&judged.verdict, "violations");
    forget(&judged);
}

Test(check_reports, of_violations_that_a_baseline_accepts) {
    struct judged judged;

    judge(&judged, "violations", NULL, true, 0);
    cr_expect_eq(judged.verdict.violations, 3, "the three that it does not have");
    cr_expect_eq(judged.verdict.accepted, 1);
    cr_expect_eq(judged.verdict.gone, 1);
    all_forms(&judged.verdict, "accepted");
    forget(&judged);
}

Test(check_reports, of_a_run_without_fault) {
    struct judged judged;

    judge(&judged, "clean", NULL, false, 0);
    cr_expect_eq(judged.verdict.status, 0);
    all_forms(&judged.verdict, "clean");
    forget(&judged);
}

Test(check_reports, of_what_was_not_seen) {
    struct judged judged;

    judge(&judged, "unseen", NULL, false, 0);
    cr_expect_eq(judged.verdict.status, CT_EXIT_UNCOVERED);
    all_forms(&judged.verdict, "unseen");
    forget(&judged);
}

Test(check_reports, a_program_that_fails_by_itself_keeps_its_status) {
    struct judged judged;

    judge(&judged, "clean", NULL, false, 7);
    cr_expect_eq(judged.verdict.status, 7);
    forget(&judged);
}

static int status_allowing(bool all, size_t count, const char *first, const char *second) {
    const char *globs[] = {first, second};
    struct ct_allow allow = {.all = all, .globs = globs, .count = count};
    struct judged judged;
    int status;

    judge(&judged, "unseen", &allow, false, 0);
    status = judged.verdict.status;
    forget(&judged);
    return status;
}

Test(check_reports, what_may_go_unseen_is_named_by_reason_or_path) {
    cr_expect_eq(status_allowing(true, 0, NULL, NULL), 0);
    cr_expect_eq(status_allowing(false, 1, "*", NULL), 0);
    cr_expect_eq(status_allowing(false, 2, "setuid", "*"), 0);
    cr_expect_eq(status_allowing(false, 2, "setuid", "s*"), 0);
    cr_expect_eq(status_allowing(false, 1, "setuid", NULL), CT_EXIT_UNCOVERED);
    cr_expect_eq(status_allowing(false, 2, "/usr/bin/sudo", "/opt/*"), CT_EXIT_UNCOVERED,
                 "a silent program without a name is left");
}
