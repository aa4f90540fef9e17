// SPDX-License-Identifier: MIT
// vfork stays vfork, in code of every compiler and level that is here, nested, in threads, under
// signals, and after its log was removed.
#include <criterion/criterion.h>
#include <string.h>
#include <unistd.h>

#include "expect.h"
#include "place.h"

static void nested(const char *guest) {
    if (access(guest_path(guest), X_OK) != 0)
        cr_skip_test("%s was not built", guest);
    expect("vfork*25", guest);
}

#define NESTED_TESTS(compiler)                                                                     \
    Test(nested_##compiler, O0) {                                                                  \
        nested("vfork_nested_" #compiler "_O0");                                                   \
    }                                                                                              \
    Test(nested_##compiler, O1) {                                                                  \
        nested("vfork_nested_" #compiler "_O1");                                                   \
    }                                                                                              \
    Test(nested_##compiler, O2) {                                                                  \
        nested("vfork_nested_" #compiler "_O2");                                                   \
    }                                                                                              \
    Test(nested_##compiler, O3) {                                                                  \
        nested("vfork_nested_" #compiler "_O3");                                                   \
    }                                                                                              \
    Test(nested_##compiler, Os) {                                                                  \
        nested("vfork_nested_" #compiler "_Os");                                                   \
    }

NESTED_TESTS(gcc)
NESTED_TESTS(clang)

Test(vfork, in_threads_under_a_timer) {
    expect("pthread_create*4 vfork*400", "vfork_many");
}

Test(vfork, reaches_the_kernel_as_vfork) {
    struct run run;
    struct account account;

    if (!have_program("strace"))
        cr_skip_test("no strace");
    run = run_guest(STRACE, "vfork_one");
    account = kernel_read(run.trace_path);
    cr_assert_eq(kernel_count(&account, "vfork"), 1u);
    cr_assert_eq(kernel_count(&account, "clone") + kernel_count(&account, "clone3") +
                     kernel_count(&account, "fork"),
                 0u);
}

// What a vfork child's exec hook does to shared memory must not reach the parent's log or errno.
Test(vfork, child_leaves_nothing_in_the_parent) {
    struct log log = expect("clone fork*3 vfork*2", "thread_locals");

    cr_assert_str_eq(log_apis(&log, "exec"), "execl*5");
}

// What a vfork child finds out about the log must not keep its creator from finding it out, too.
// The one line that nobody looked after, before the removal, may count as lost.
Test(vfork, after_the_log_was_removed) {
    char *path = new_path(".log");
    const struct program program = {
        .argv = (const char *const[]){"vfork_unlogged", path, "/bin/true", NULL}, .log = path};
    struct run run = run_program(SHIM, &program);
    struct log log = log_read(path);

    cr_assert(exited(&run, 0), "status 0x%x: %s", (unsigned)run.status, run.err);
    cr_assert_eq(log_count(&log, "create", "vfork"), 5u);
    cr_assert_eq(log_count(&log, "exec", NULL), 5u);
    cr_assert_leq(log.lost, 1u);
}
