// SPDX-License-Identifier: MIT
// Odd surroundings: nonsense in a variable, no /proc, no free descriptor, huge argument lists,
// strange file names.
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "expect.h"
#include "place.h"

// One line on stderr, which names the variable and the value, and then the default.
static void complains(const char *variable, const char *value) {
    const struct program program = {
        .argv = (const char *const[]){"fork_one", "fork", NULL},
        .env = (const char *const[]){text("%s=%s", variable, value), NULL},
    };
    struct run run = run_program(SHIM, &program);
    struct log log = log_read(run.log_path);
    char *newline = strchr(run.err, '\n');

    cr_assert(exited(&run, 0));
    cr_assert_str_eq(run.out, "child 7\n");
    cr_assert(newline && newline[1] == '\0', "%s=%s: not one line: \"%s\"", variable, value,
              run.err);
    cr_assert_not_null(strstr(run.err, variable), "%s", run.err);
    cr_assert_not_null(strstr(run.err, value), "%s", run.err);
    expect_sound(&log);
    cr_assert_eq(log_count(&log, "create", "fork"), 1u);
    cr_assert_eq(log_count(&log, "image", NULL), 1u);
}

Test(nonsense, events) {
    complains("CLONETRACE_EVENTS", "create,nonsense");
}

Test(nonsense, stack) {
    complains("CLONETRACE_STACK", "many");
    complains("CLONETRACE_STACK", "-1");
    complains("CLONETRACE_STACK", "99999999999999999999");
}

// What would end the line, or speak to the terminal.
Test(nonsense, control_characters) {
    const struct program program = {
        .argv = (const char *const[]){"fork_one", "fork", NULL},
        .env = (const char *const[]){"CLONETRACE_STACK=a\nb\033[31m\377", NULL},
    };
    struct run run = run_program(SHIM, &program);

    cr_assert(exited(&run, 0));
    cr_assert_not_null(strstr(run.err, "CLONETRACE_STACK=a?b?[31m?: not understood"), "%s",
                       run.err);
    cr_assert_eq(strcspn(run.err, "\n") + 1, strlen(run.err));
}

Test(nonsense, mem) {
    complains("CLONETRACE_MEM", "perhaps");
}

Test(nonsense, follow) {
    complains("CLONETRACE_FOLLOW", "2");
}

Test(nonsense, log_descriptor) {
    const struct program program = {.argv = (const char *const[]){"fork_one", "fork", NULL},
                                    .log = "fd:none"};
    struct run run = run_program(SHIM, &program);

    cr_assert(exited(&run, 0));
    cr_assert_not_null(strstr(run.err, "CLONETRACE_LOG"));
    cr_assert_not_null(strstr(run.err, "fd:none"));
    cr_assert_not_null(strstr(run.err, "\"api\":\"fork\"")); // the default is stderr
}

Test(environment, without_proc) {
    struct run run = run_guest(SHIM, "no_proc", guest_path("fork_loop"), "10");
    struct log log = log_read(run.log_path);

    if (exited(&run, 77))
        cr_skip_test("no mount namespaces here");
    cr_assert(exited(&run, 3), "status 0x%x: %s", (unsigned)run.status, run.err);
    expect_sound(&log);
    cr_assert_eq(log_count(&log, "create", "fork"), 10u);
}

Test(environment, without_a_free_descriptor) {
    expect_apart("fork*3 pthread_create*3", "no_fds");
}

Test(environment, hundred_kib_of_arguments) {
    char *big = malloc(100 * 1024 + 1);
    struct log log;
    const struct event *image;

    cr_assert_not_null(big);
    memset(big, 'x', 100 * 1024);
    big[100 * 1024] = '\0';
    log = expect("fork", "fork_one", "fork", big, "after");
    image = log_find(&log, "image", NULL, 0);
    cr_assert_leq(strlen(image->line), 4095u);
    cr_assert_eq(json_integer_value(json_object_get(image->json, "argc")), 4);
    cr_assert_str_eq(json_string_value(json_array_get(json_object_get(image->json, "argv"), 1)),
                     "fork");
}

Test(environment, thousands_of_arguments) {
    const struct program program = {
        .argv = (const char *const[]){"/bin/sh", "-c", "exec fork_one fork $(seq 20000)", NULL}};
    struct run run = run_program(SHIM, &program);
    struct log log = log_read(run.log_path);
    const struct event *image = log_find(&log, "image", NULL, log_count(&log, "image", NULL) - 1);

    cr_assert(exited(&run, 0), "%s", run.err);
    cr_assert_eq(log.torn, 0u);
    cr_assert_eq(json_integer_value(json_object_get(image->json, "argc")), 20002);
}

// Bytes that JSON or UTF-8 cannot hold as they are: the line is valid, and it is the schema's and
// the encoder's business how; the parser here must read it back to a name that starts and ends
// alike.
static void odd_path(const char *name) {
    char *dir = new_directory(), *path = text("%s/%s", dir, name);
    struct run run = run_guest(NATIVE, "/bin/cp", guest_path("fork_one"), path);
    struct log log;
    const struct event *image;

    cr_assert(exited(&run, 0), "%s", run.err);
    log = expect("fork", path, "fork", name);
    image = log_find(&log, "image", NULL, 0);
    cr_assert_not_null(image);
    cr_assert_not_null(strstr(json_string_value(json_object_get(image->json, "exe")), "begin-"),
                       "%s", image->line);
    cr_assert_not_null(strstr(json_string_value(json_object_get(image->json, "exe")), "-end"), "%s",
                       image->line);
    expect("fork posix_spawn", "spawn_one", "posix_spawn", path, "fork", name);
}

Test(odd_path, quotes_and_backslashes) {
    odd_path("begin-\"quoted\" \\back\\ 'single'-end");
}

Test(odd_path, newlines_and_controls) {
    odd_path("begin-\n\t\r\x01\x1b[31m\x7f-end");
}

Test(odd_path, bytes_that_are_not_utf_8) {
    odd_path("begin-\xff\xfe\xc3(\xed\xa0\x80\xf5\x80-end");
}

Test(odd_path, other_scripts) {
    odd_path("begin-\xc3\xa4\xe2\x82\xac\xf0\x9f\x90\x9f-end");
}

Test(odd_path, log_in_a_directory_with_an_odd_name) {
    char *dir = text("%s/a \"b\"\n\xff", new_directory());
    const struct program program = {.argv = (const char *const[]){"fork_one", "fork", NULL},
                                    .log = text("%s/the log", dir)};
    struct run run = run_guest(NATIVE, "/bin/mkdir", dir);
    struct log log;

    cr_assert(exited(&run, 0));
    run = run_program(SHIM, &program);
    cr_assert(exited(&run, 0));
    log = log_read(program.log);
    cr_assert_eq(log_count(&log, "create", "fork"), 1u);
}
