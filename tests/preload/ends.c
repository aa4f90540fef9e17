// SPDX-License-Identifier: MIT
// The exit event: once for a process, with the status where it is known, whichever way it ends.
#include <criterion/criterion.h>
#include <string.h>

#include "expect.h"
#include "place.h"

// How many exit events, and the status that each must carry (-1 for null).
static void ends(const char *way, size_t events, int status) {
    struct run native = run_guest(NATIVE, "end_one", way), shim = run_guest(SHIM, "end_one", way);
    struct log log = log_read(shim.log_path);
    const struct event *event = log_find(&log, "exit", NULL, 0);
    json_t *value;

    expect_same(&native, &shim, way);
    expect_sound(&log);
    cr_assert_eq(log_count(&log, "exit", NULL), events, "%s: %zu exit events", way,
                 log_count(&log, "exit", NULL));
    if (!event)
        return;
    value = json_object_get(event->json, "status");
    if (status >= 0)
        cr_assert_eq(json_integer_value(value), status, "%s", event->line);
    else
        cr_assert(json_is_null(value) || json_integer_value(value) == 6, "%s", event->line);
    cr_assert_eq(event->task.tgid, log_find(&log, "image", NULL, 0)->task.tgid);
    cr_assert_eq(json_integer_value(json_object_get(event->json, "lost_total")), 0);
}

// Returning from main and exit(3) run destructors, which are not told the status.
Test(ends, return_from_main) {
    ends("return", 1, -1);
}

Test(ends, exit) {
    ends("exit", 1, -1);
}

Test(ends, exit_in_a_thread) {
    ends("exit-in-thread", 1, -1);
}

Test(ends, underscore_exit) {
    ends("_exit", 1, 6);
}

Test(ends, underscore_capital_exit) {
    ends("_Exit", 1, 6);
}

Test(ends, quick_exit) {
    ends("quick_exit", 1, 6);
}

Test(ends, pthread_exit_of_the_only_thread) {
    struct run native = run_guest(NATIVE, "end_one", "pthread_exit");
    struct run shim = run_guest(SHIM, "end_one", "pthread_exit");

    expect_same(&native, &shim, "pthread_exit");
}

Test(ends, last_thread_outlives_main) {
    struct run native = run_guest(NATIVE, "end_one", "last-thread");
    struct run shim = run_guest(SHIM, "end_one", "last-thread");
    struct log log = log_read(shim.log_path);

    expect_same(&native, &shim, "last-thread");
    cr_assert_str_eq(log_apis(&log, "create"), "pthread_create");
    cr_assert_eq(log_count(&log, "exit", NULL), 1u);
}

Test(ends, abort_leaves_no_event) {
    ends("abort", 0, -1);
}

// Of one process, its last line included.
static const struct event *last_line_of(const struct log *log, pid_t pid, json_int_t *lines) {
    const struct event *last = NULL;

    *lines = 0;
    for (size_t i = 0; i < log->count; i++) {
        const struct event *event = &log->events[i];

        *lines += event->caller.tgid == pid || event->task.tgid == pid;
        if (strcmp(event->kind, "exit") == 0 && event->task.tgid == pid)
            last = event;
    }
    cr_assert_not_null(last);
    return last;
}

static json_int_t number_of(const struct event *event, const char *key) {
    return json_integer_value(json_object_get(event->json, key));
}

Test(ends, written_counts_the_lines_of_the_process) {
    struct run run = run_guest(SHIM, "fork_loop", "10");
    struct log log = log_read(run.log_path);
    json_int_t lines;
    const struct event *last =
        last_line_of(&log, log_find(&log, "image", NULL, 0)->task.tgid, &lines);
    json_int_t written = number_of(last, "written");

    // the count is taken before or after the line that carries it
    cr_assert(written == lines || written == lines - 1, "%lld written, %lld there: %s",
              (long long)written, (long long)lines, last->line);
}

// A forked child has no page to count in when it executes: what it wrote is counted when it is
// back.
static void back_from_exec(const char *way, json_int_t want_written, json_int_t want_lost) {
    struct run run = run_guest(SHIM, "exec_fails", way);
    struct log log = log_read(run.log_path);
    pid_t child = log_find(&log, "create", "fork", 0)->child.tgid;
    json_int_t lines;
    const struct event *last = last_line_of(&log, child, &lines);

    cr_assert_eq(lines - 1, want_written, "%lld lines", (long long)lines);
    cr_assert_eq(number_of(last, "written"), want_written, "%s", last->line);
    cr_assert_eq(number_of(last, "lost_total"), want_lost, "%s", last->line);
}

Test(ends, a_child_whose_exec_failed_counts_its_lines) {
    back_from_exec(NULL, 4, 0);
}

Test(ends, a_child_whose_exec_failed_counts_what_it_lost) {
    back_from_exec("limited", 2, 2);
}

// A thread whose first act ends the program, and that the scheduler prefers to its creator: the
// creator's line is there all the same.
static void ends_all(const char *way) {
    struct run native = run_guest(NATIVE, "thread_ends_all", way);
    struct run shim = run_guest(SHIM, "thread_ends_all", way);
    struct log log = log_read(shim.log_path);
    const struct event *create = log_find(&log, "create", "pthread_create", 0);

    cr_assert(exited(&native, 1), "status 0x%x: %s", (unsigned)native.status, native.err);
    expect_same(&native, &shim, way);
    expect_sound(&log);
    cr_assert_str_eq(log_apis(&log, "create"), "pthread_create");
    cr_assert_gt(create->child.tid, 0, "%s", create->line);
}

Test(ends, exec_in_a_new_thread) {
    ends_all("exec");
}

Test(ends, exit_in_a_new_thread) {
    ends_all("exit");
}

Test(ends, underscore_exit_in_a_new_thread) {
    ends_all("_exit");
}

// What was on the stack before is no part of its line.
Test(ends, threads_with_a_dirty_stack) {
    const struct program program = {
        .argv = (const char *const[]){"thread_dirty", NULL},
        .env = (const char *const[]){"CLONETRACE_EVENTS=create,thread_exit", NULL},
    };
    struct run run = run_program(SHIM, &program);
    struct log log = log_read(run.log_path);

    cr_assert(exited(&run, 0));
    cr_assert_eq(log_count(&log, "thread_exit", NULL), 5u);
    cr_assert_eq(log.lost, 0u);
}
