// SPDX-License-Identifier: MIT
// What the shim will not see is said: programs that the loader will not load it into, and
// environments that lost it. And what it can repair, it repairs when asked to.
#include <criterion/criterion.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "expect.h"
#include "place.h"

static struct log run_with(const char *const *argv, const char *env, void (*prepare)(void)) {
    char *log = new_path(".log");
    const struct program program = {
        .argv = argv, .env = (const char *const[]){env, NULL}, .log = log, .prepare = prepare};
    struct run run;

    write_file(log, "", 0666);
    cr_assert_eq(chmod(log, 0666), 0);
    run = run_program(SHIM, &program);
    cr_assert_eq(run.status, 0, "status 0x%x: %s", (unsigned)run.status, run.err);
    return log_read(log);
}

static void says(const struct log *log, const char *api, const char *path, const char *reason) {
    const struct event *event = log_find(log, "blind", NULL, 0);

    cr_assert_eq(log_count(log, "blind", NULL), 1u);
    cr_assert_str_eq(event->reason, reason, "%s", event->line);
    cr_assert_str_eq(event->path, path, "%s", event->line);
    cr_assert_str_eq(event->api, api, "%s", event->line);
}

static const char *static_guest(void) {
    if (access(guest_path("static_one"), X_OK) != 0)
        cr_skip_test("no static C library");
    return guest_path("static_one");
}

Test(blind, exec_of_a_static_program) {
    const char *path = static_guest();
    struct log log =
        run_with((const char *const[]){"/bin/sh", "-c", text("exec %s", path), NULL}, NULL, NULL);

    says(&log, "execve", path, "static");
}

Test(blind, spawn_of_a_static_program) {
    const char *path = static_guest();
    struct log log =
        run_with((const char *const[]){"spawn_one", "posix_spawn", path, NULL}, NULL, NULL);

    says(&log, "posix_spawn", path, "static");
}

Test(blind, vfork_child_that_execs_a_static_program) {
    const char *path = static_guest();
    struct log log = run_with((const char *const[]){"vfork_exec", path, NULL}, NULL, NULL);

    says(&log, "execv", path, "static");
}

// A child that nobody saw made, in its creator's memory: that one has told already.
Test(blind, once_where_a_vfork_was_not_seen) {
    const char *path = static_guest();
    struct log log;

    if (access(guest_path("vfork_unseen"), X_OK) != 0)
        cr_skip_test("no assembly for this CPU");
    log = run_with((const char *const[]){"vfork_unseen", path, NULL}, NULL, NULL);
    says(&log, "posix_spawn", path, "static");
    cr_assert_eq(log_count(&log, "exec", NULL), 3u);
}

Test(blind, script_whose_interpreter_is_static) {
    char *script = new_path(".script");
    struct log log;

    write_file(script, text("#!%s\n", static_guest()), 0755);
    log = run_with((const char *const[]){"spawn_one", "posix_spawn", script, NULL}, NULL, NULL);
    says(&log, "posix_spawn", script, "static");
}

Test(blind, dynamic_program_is_not) {
    struct log log =
        run_with((const char *const[]){"spawn_one", "posix_spawn", "/bin/true", NULL}, NULL, NULL);

    cr_assert_eq(log_count(&log, "blind", NULL), 0u);
}

static void become_nobody(void) {
    if (setgid(65534) != 0 || setuid(65534) != 0)
        _exit(124);
}

static char *copy_of(const char *guest, unsigned mode) {
    char *path = text("%s/%s", new_directory(), guest);
    struct run run = run_guest(NATIVE, "/bin/cp", guest_path(guest), path);

    cr_assert(exited(&run, 0), "%s", run.err);
    cr_assert_eq(chmod(path, mode), 0);
    return path;
}

Test(blind, program_that_gains_privileges) {
    struct log log;
    char *path;

    if (geteuid() != 0)
        cr_skip_test("needs root, to make a setuid program");
    path = copy_of("fork_one", 04755);
    log = run_with((const char *const[]){"spawn_one", "posix_spawn", path, "fork", NULL}, NULL,
                   become_nobody);
    says(&log, "posix_spawn", path, "setuid");
    cr_assert_eq(log_count(&log, "image", NULL), 1u);
}

Test(blind, program_that_cannot_be_read) {
    struct log log;
    char *path;

    if (geteuid() != 0)
        cr_skip_test("needs root, to make a program that others cannot read");
    path = copy_of("fork_one", 0711);
    log = run_with((const char *const[]){"spawn_one", "posix_spawn", path, "fork", NULL}, NULL,
                   become_nobody);
    says(&log, "posix_spawn", path, "unreadable");
}

Test(blind, environment_that_lost_the_shim) {
    struct log log = run_with(
        (const char *const[]){"/usr/bin/env", "-i", guest_path("fork_one"), NULL}, NULL, NULL);

    says(&log, "execvp", guest_path("fork_one"), "environment");
    cr_assert_eq(log_count(&log, "create", NULL), 0u);
}

Test(follow, environment_that_lost_the_shim) {
    struct log log =
        run_with((const char *const[]){"/usr/bin/env", "-i", guest_path("fork_one"), NULL},
                 "CLONETRACE_FOLLOW=1", NULL);

    cr_assert_eq(log_count(&log, "blind", NULL), 0u);
    cr_assert_eq(log_count(&log, "image", NULL), 2u);
    cr_assert_str_eq(log_apis(&log, "create"), "fork");
}

// What the program put into the environment beside it must still be there, also its own LD_PRELOAD.
Test(follow, keeps_what_the_program_set) {
    const char *command =
        "exec env -i A=b LD_PRELOAD=libm.so.6 /bin/sh -c 'echo \"$A $LD_PRELOAD\" >&2; /bin/true'";
    const struct program program = {.argv = (const char *const[]){"/bin/sh", "-c", command, NULL},
                                    .env = (const char *const[]){"CLONETRACE_FOLLOW=1", NULL}};
    struct run run = run_program(SHIM, &program);
    struct log log = log_read(run.log_path);

    cr_assert(exited(&run, 0), "%s", run.err);
    cr_assert_eq(log_count(&log, "image", NULL), 4u, "sh, env, sh, true: %s", run.err);
    cr_assert_str_eq(strtok(run.err, " "), "b");
    cr_assert_not_null(strstr(strtok(NULL, "\n"), "libm.so.6"));
}
