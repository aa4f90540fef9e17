// SPDX-License-Identifier: MIT
// A seccomp filter that answers clone3 with ENOSYS: libc falls back to clone, and what the events
// derive must follow, even when the filter comes after the first call.
#include <criterion/criterion.h>
#include <string.h>

#include "expect.h"
#include "place.h"

// strace shows the refused clone3 as well; the event is about the call that made the task.
static void falls_back(const char *creates, const char *way) {
    const struct program program = {.argv = (const char *const[]){"enosys", way, NULL}};
    struct log log = expect_program(creates, KERNEL_APART, &program), traced;
    struct account account, effective = {0};
    struct run run;

    cr_assert_str_eq(log_find(&log, "create", NULL, log_count(&log, "create", NULL) - 1)->syscall,
                     "clone");
    if (!have_program("strace"))
        return;
    run = run_program(STRACE, &program);
    account = kernel_read(run.trace_path);
    traced = log_read(run.log_path);
    effective.entries = account.entries;
    for (size_t i = 0; i < account.count; i++)
        if (strcmp(account.entries[i].call, "clone3") != 0 || account.entries[i].result >= 0)
            effective.entries[effective.count++] = account.entries[i];
    kernel_compare(&traced, &effective);
}

Test(clone3_refused, thread) {
    falls_back("pthread_create", "thread");
}

Test(clone3_refused, spawn) {
    falls_back("posix_spawn", "spawn");
}

Test(clone3_refused, both_and_system) {
    falls_back("posix_spawn pthread_create system", "all");
}

Test(clone3_refused, after_it_worked) {
    falls_back("posix_spawn pthread_create*2", "late");
}
