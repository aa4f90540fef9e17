// SPDX-License-Identifier: MIT
// Real programs: the same output and status with and without the shim, a sound log, and, under
// strace, an event for every creation that the kernel saw and none besides. How many that are is
// each program's own business.
#include <criterion/criterion.h>
#include <string.h>

#include "expect.h"
#include "place.h"

static const char *script(const char *name) {
    return text("%s/%s", setting("CT_TEST_PROGRAMS"), name);
}

static struct log same_work(const char *interpreter, const char *file) {
    const struct program program = {.argv = (const char *const[]){interpreter, script(file), NULL},
                                    .seconds = 100};
    struct run native, shim, traced;
    struct log log, kernel_log;
    struct account account;

    if (!have_program(interpreter))
        cr_skip_test("no %s", interpreter);
    native = run_program(NATIVE, &program);
    shim = run_program(SHIM, &program);
    log = log_read(shim.log_path);
    expect_same(&native, &shim, file);
    expect_sound(&log);
    cr_assert_gt(log_count(&log, "create", NULL), 5u);
    if (!have_program("strace"))
        return log;
    traced = run_program(STRACE, &program);
    account = kernel_read(traced.trace_path);
    kernel_log = log_read(traced.log_path);
    expect_same(&native, &traced, file);
    kernel_compare(&kernel_log, &account);
    return log;
}

Test(programs, bash, .timeout = 200) {
    same_work("/bin/bash", "shell.sh");
}

Test(programs, dash, .timeout = 200) {
    same_work("/bin/dash", "shell.sh");
}

Test(programs, descriptors_by_number, .timeout = 200) {
    same_work("/bin/bash", "locks.sh");
}

Test(programs, make_and_gcc, .timeout = 200) {
    if (!have_program("make") || !have_program("gcc"))
        cr_skip_test("no make or gcc");
    same_work("/bin/sh", "build.sh");
}

Test(programs, git, .timeout = 200) {
    if (!have_program("git"))
        cr_skip_test("no git");
    same_work("/bin/sh", "git.sh");
}

Test(programs, tar, .timeout = 200) {
    same_work("/bin/sh", "tar.sh");
}

Test(programs, perl, .timeout = 200) {
    same_work("/usr/bin/perl", "perl.pl");
}

Test(programs, python, .timeout = 200) {
    struct log log = same_work("/usr/bin/python3", "python.py");

    cr_assert_geq(log_count(&log, "create", "pthread_create"), 8u);
    cr_assert_eq(log_count(&log, "create", "forkpty"), 1u);
    cr_assert_eq(log_count(&log, "create", "system"), 1u);
    cr_assert_geq(log_count(&log, "create", "posix_spawn"), 1u); // newer ones spawn more
}
