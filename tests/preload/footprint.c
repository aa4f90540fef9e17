// SPDX-License-Identifier: MIT
// What the shim takes from its host: stack in a hook, static TLS, resident memory. Measured, not
// estimated.
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "expect.h"
#include "place.h"

static long measured_of(enum way way, const struct program *program) {
    struct run run = run_program(way, program);

    if (exited(&run, 77))
        cr_skip_test("%s: cannot be measured here", program->argv[0]);
    cr_assert(exited(&run, 0), "%s: status 0x%x %s", program->argv[0], (unsigned)run.status,
              run.err);
    return strtol(run.err, NULL, 10);
}

static long measured(enum way way, const char *guest, const char *api, const char *cold) {
    const struct program program = {.argv = (const char *const[]){guest, api, cold, NULL}};

    return measured_of(way, &program);
}

// Of several processes: where their files and their stacks begin is another in each, and decides
// how many pages a fault maps, and how many a hook's frames reach.
static long least_of(enum way way, const struct program *program) {
    long least = measured_of(way, program);

    for (int i = 0; i < 11; i++) {
        long next = measured_of(way, program);
        least = next < least ? next : least;
    }
    return least;
}

static void stack_of(const char *api) {
    long native = measured(NATIVE, "stack_use", api, NULL);
    long warm = measured(SHIM, "stack_use", api, NULL);
    long cold = measured(SHIM, "stack_use", api, "cold");

    // What the first call resolves is bound lazily by the loader, on the caller's stack, natively
    // too.
    cr_log_info("%s: %ld bytes natively, %ld under the shim, %ld the first time", api, native, warm,
                cold);
    cr_assert_leq(warm - native, 2048, "%s takes %ld bytes more", api, warm - native);
    cr_assert_leq(cold - measured(NATIVE, "stack_use", api, "cold"), 2048, "%s, first call", api);
}

Test(stack, fork) {
    stack_of("fork");
}

Test(stack, vfork) {
    stack_of("vfork");
}

Test(stack, clone) {
    stack_of("clone");
}

Test(stack, pthread_create) {
    stack_of("pthread_create");
}

Test(stack, posix_spawn) {
    stack_of("posix_spawn");
}

Test(stack, execv) {
    stack_of("execv");
}

static int by_value(const void *a, const void *b) {
    return (int)(*(const long *)a - *(const long *)b);
}

static long median_resident(enum way way) {
    long value[5];

    for (int i = 0; i < 5; i++)
        value[i] = measured(way, "resident", NULL, NULL);
    qsort(value, 5, sizeof *value, by_value);
    return value[2];
}

Test(memory, at_most_100_kib_resident) {
    long native = median_resident(NATIVE), shim = median_resident(SHIM);

    cr_log_info("private: %ld KiB natively, %ld under the shim", native, shim);
    cr_assert_leq(shim - native, 100, "%ld KiB more", shim - native);
}

// The text with libc's version lies among constants that a program need not have, and would bring
// 64 KiB of them; the pieces next to what the loader reads differ by up to half as much.
Test(memory, no_constants_of_libc_at_rest) {
    const struct program idle = {.argv = (const char *const[]){"resident_idle", NULL}};
    long native = least_of(NATIVE, &idle), shim = least_of(SHIM, &idle);

    cr_assert_lt(shim, native + 64, "%ld KiB of libc's constants, natively %ld", shim, native);
}

Test(memory, a_fork_costs_its_creator_no_fault_more) {
    const struct program forks = {.argv = (const char *const[]){"fork_faults", NULL}};
    long native = least_of(NATIVE, &forks), shim = least_of(SHIM, &forks);

    cr_assert_leq(shim, native, "%ld faults for each fork, natively %ld", shim, native);
}

// Natively the loader looks execve up in libc's tables; the shim's come first, and make up for what
// its code costs. (Without the line that tells of a static program, which would be one more.)
Test(memory, a_forked_child_executes_with_no_fault_more) {
    const char *executed = guest_path("static_one");
    const struct program execs = {
        .argv = (const char *const[]){"fork_faults", executed, NULL},
        .env = (const char *const[]){"CLONETRACE_EVENTS=image,create,exec,exit", NULL},
    };
    long native, shim;

    if (access(executed, X_OK) != 0)
        cr_skip_test("no static C library");
    native = least_of(NATIVE, &execs);
    shim = least_of(SHIM, &execs);
    cr_assert_leq(shim, native, "%ld faults for each child, natively %ld", shim, native);
}

Test(memory, static_tls_below_100_bytes) {
    struct run run = run_guest(NATIVE, "/usr/bin/readelf", "-lW", setting("CT_TEST_LIBRARY"));
    unsigned long size = 0;
    char *tls = strstr(run.out, " TLS ");

    if (!exited(&run, 0))
        cr_skip_test("no readelf");
    if (tls)
        cr_assert_eq(sscanf(tls, " TLS %*s %*s %*s %*s %lx", &size), 1, "%s", tls);
    cr_assert_lt(size, 100u);
}
