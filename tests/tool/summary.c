// SPDX-License-Identifier: MIT
// Summaries of the logs in tests/data/summary, compared with the texts beside them. make.jsonl and
// python.jsonl are logs of real runs, their ids moved above every pid that this machine could have.
// To accept a new look, run with CT_TEST_REWRITE=1 and read the diff.
#include <criterion/criterion.h>
#include <fcntl.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clonetrace/summary/summary.h"

static char *summary_of(const char *name, bool unicode, unsigned width) {
    struct ct_summary summary = {.command = "program", .log_path = "/the/log"};
    struct ct_paint paint = {.unicode = unicode, .width = width};
    struct ct_trace trace;
    struct ct_log log;
    char path[512], *text = NULL;
    size_t len;
    int fd;

    summary.ending = (struct ct_ending){.pid = 5000001, .start_ns = 1000, .end_ns = 1500001000};
    snprintf(path, sizeof path, "%s/%s.jsonl", getenv("CT_TEST_DATA"), name);
    cr_assert_geq(fd = open(path, O_RDONLY), 0, "%s", path);
    paint.out = open_memstream(&text, &len);
    ct_trace_init(&trace);
    ct_log_init(&log, fd);
    cr_assert_eq(ct_trace_read(&trace, &log), 0);
    ct_log_last(&log);
    cr_assert_eq(ct_trace_read(&trace, &log), 0);
    ct_summary_write(&paint, &summary, &trace, &log);
    fclose(paint.out);
    ct_log_finish(&log);
    ct_trace_finish(&trace);
    close(fd);
    return text;
}

static void compare(const char *name, const char *look, bool unicode, unsigned width) {
    char path[512], *text = summary_of(name, unicode, width), expected[16384];
    size_t len;
    FILE *file;

    snprintf(path, sizeof path, "%s/%s.%s.txt", getenv("CT_TEST_DATA"), name, look);
    if (getenv("CT_TEST_REWRITE")) {
        cr_assert(file = fopen(path, "w"));
        fputs(text, file);
        fclose(file);
    }
    cr_assert(file = fopen(path, "r"), "%s", path);
    len = fread(expected, 1, sizeof expected - 1, file);
    expected[len] = '\0';
    fclose(file);
    cr_assert_str_eq(text, expected, "%s is now:\n%s", path, text);
    free(text);
}

static void use_utf8(void) {
    cr_assert(setlocale(LC_CTYPE, "C.UTF-8"));
}

TestSuite(summary, .init = use_utf8);

Test(summary, of_a_parallel_build) {
    compare("make", "wide", true, 100);
    compare("make", "narrow", false, 80);
}

Test(summary, of_threads_forks_and_shells) {
    compare("python", "wide", true, 100);
    compare("python", "narrow", false, 80);
}

Test(summary, tells_processes_with_one_pid_apart) {
    compare("reuse", "wide", true, 100);
}

Test(summary, names_what_was_not_seen) {
    compare("unseen", "wide", true, 100);
}

Test(summary, shows_names_that_could_harm_a_terminal) {
    compare("names", "wide", true, 100);
    compare("names", "narrow", false, 80);
}

Test(summary, does_not_call_running_what_has_ended_since) {
    const struct ct_record made = {.kind = CT_EVENT_CREATE,
                                   .ts_ns = 1,
                                   .who = {5000001, 5000001},
                                   .api = "fork",
                                   .child = {getpid(), getpid()}};
    const struct ct_record ended = {
        .kind = CT_EVENT_EXIT, .ts_ns = 2, .who = {getpid(), getpid()}, .has_status = true};
    struct ct_trace trace;

    ct_trace_init(&trace);
    ct_trace_add(&trace, &made);
    ct_tree_look(&trace.tree);
    cr_assert(ct_tree_find(&trace.tree, getpid())->running);
    ct_trace_add(&trace, &ended);
    ct_tree_look(&trace.tree);
    cr_assert(!ct_tree_find(&trace.tree, getpid())->running);
    ct_trace_finish(&trace);
}

static void no_line_is_wider(const char *name, unsigned width) {
    char *text = summary_of(name, false, width);

    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
        cr_assert_leq(strlen(line), width, "%s at %u: %s", name, width, line);
    free(text);
}

Test(summary, fits_the_terminal) {
    const char *const names[] = {"make", "python", "reuse", "unseen", "names"};

    for (unsigned i = 0; i < 5; i++) {
        no_line_is_wider(names[i], 100);
        no_line_is_wider(names[i], 80);
    }
}
