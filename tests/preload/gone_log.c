// SPDX-License-Identifier: MIT
// Logs that have no name: those that lost it while the program ran, whose last line must tell what
// went with it, and those that never had one.
#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "expect.h"
#include "place.h"

// The log is made anew soon after, and what went to the file without a name by then is counted.
Test(gone_log, removed_while_running) {
    char *path = new_path(".log");
    const struct program program = {.argv = (const char *const[]){"fork_loop", "400", path, NULL},
                                    .log = path};
    struct run run = run_program(SHIM, &program);
    struct log log = log_read(path);
    const struct event *last = log_find(&log, "exit", NULL, log_count(&log, "exit", NULL) - 1);
    size_t creates = log_count(&log, "create", "fork");

    cr_assert(exited(&run, 3), "status 0x%x: %s", (unsigned)run.status, run.err);
    cr_assert_str_empty(run.err);
    cr_assert_eq(log.torn, 0u);
    cr_assert(creates > 100 && creates <= 200, "%zu of 200", creates);
    cr_assert_geq(creates + log.lost, 200u, "%zu written, %zu lost", creates, (size_t)log.lost);
    cr_assert_eq(json_integer_value(json_object_get(last->json, "lost_total")),
                 (json_int_t)log.lost);
}

// The line of the fork went to the file that was gone, or, if it came late enough to look, to the
// new one: it is there or counted by the line that `kind` names, after which there is none.
static void removed_before_the_last_line(const char *kind, const char *then) {
    char *path = new_path(".log");
    const struct program program = {.argv = (const char *const[]){"last_line", path, then, NULL},
                                    .log = path};
    struct run run = run_program(SHIM, &program);
    struct log log = log_read(path);

    cr_assert(exited(&run, 0), "status 0x%x: %s", (unsigned)run.status, run.err);
    cr_assert_eq(log_count(&log, "create", "fork") + log.lost, 1u, "%zu lost", (size_t)log.lost);
    cr_assert_geq(log_count(&log, kind, NULL), 1u);
}

Test(gone_log, removed_before_an_exit) {
    removed_before_the_last_line("exit", NULL);
}

Test(gone_log, removed_before_an_exec) {
    removed_before_the_last_line("exec", "/bin/true");
}

static int nameless;

static void take_nameless(void) {
    char path[64];

    snprintf(path, sizeof path, "/proc/%d/fd/%d", (int)getppid(), nameless);
    if (dup2(open(path, O_WRONLY | O_APPEND), 50) != 50)
        _exit(124);
}

// A temporary file that has no name is what test runners give their programs for standard error.
Test(gone_log, of_a_file_that_never_had_a_name) {
    char *path = new_path(".log"), reread[32];
    const struct program program = {.argv = (const char *const[]){"fork_loop", "10", NULL},
                                    .log = "fd:50",
                                    .prepare = take_nameless};
    struct run run;
    struct log log;

    nameless = open(path, O_RDWR | O_CREAT, 0600);
    cr_assert(nameless >= 0 && unlink(path) == 0);
    snprintf(reread, sizeof reread, "/proc/self/fd/%d", nameless);
    run = run_program(SHIM, &program);
    log = log_read(reread);
    cr_assert(exited(&run, 3), "status 0x%x: %s", (unsigned)run.status, run.err);
    cr_assert_eq(log_count(&log, "create", "fork"), 10u);
    cr_assert_eq(log.lost, 0u);
    close(nameless);
}
