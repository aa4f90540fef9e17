// SPDX-License-Identifier: MIT
// Owns the assertions that most tests share. Starts no program but the one it is given.
#include "expect.h"

#include <criterion/criterion.h>
#include <string.h>
#include <time.h>

#include "place.h"

#define SKIPPED 77

void expect_same(const struct run *native, const struct run *shim, const char *name) {
    if (exited(native, SKIPPED))
        cr_skip_test("%s: not on this system", name);
    cr_assert_eq(shim->status, native->status, "%s: status 0x%x natively, 0x%x under the shim: %s",
                 name, (unsigned)native->status, (unsigned)shim->status, shim->err);
    cr_assert_str_eq(shim->out, native->out, "%s: natively\n%s\nunder the shim\n%s", name,
                     native->out, shim->out);
    cr_assert_str_eq(shim->err, native->err, "%s: stderr natively\n%s\nunder the shim\n%s", name,
                     native->err, shim->err);
}

static bool hides_child(const char *api) {
    static const char *const names[] = {"system", "popen",       "wordexp",
                                        "daemon", "pidfd_spawn", "pidfd_spawnp"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(api, names[i]) == 0)
            return true;
    return false;
}

// What is wrong with a create event, or NULL. No assertion for each: a log may have ten thousands.
static const char *flaw_of_create(const struct event *event, uint64_t now) {
    bool ok = strcmp(event->result, "ok") == 0, thread = strcmp(event->relation, "thread") == 0;

    if (event->caller.tgid <= 0 || event->caller.tid <= 0)
        return "no caller";
    if (ok != (event->error == NULL))
        return "errno against result";
    if (thread != !!(event->flags & 0x10000)) // CLONE_THREAD
        return "relation against flags";
    if (!ok && event->child.tid)
        return "a child of a call that failed";
    if (ok && !event->child.tid && !hides_child(event->api))
        return "no child";
    if (event->child.tid && event->child.tgid != (thread ? event->caller.tgid : event->child.tid))
        return "thread group of the child";
    if (event->duration_ns == 0 && strcmp(event->result, "denied") != 0)
        return "no duration";
    return event->ts_ns + event->duration_ns > now ? "ends in the future" : NULL;
}

static const char *flaw_of(const struct event *event, uint64_t now) {
    if (!event->kind)
        return "no kind";
    if (event->ts_ns == 0)
        return "no time";
    return strcmp(event->kind, "create") == 0 ? flaw_of_create(event, now) : NULL;
}

void expect_sound(const struct log *log) {
    struct timespec time;
    uint64_t now;

    clock_gettime(CLOCK_MONOTONIC, &time);
    now = (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
    cr_assert_eq(log->torn, 0u);
    cr_assert_eq(log->lost, 0u);
    for (size_t i = 0; i < log->count; i++)
        if (flaw_of(&log->events[i], now))
            cr_assert_fail("%s: %s", flaw_of(&log->events[i], now), log->events[i].line);
}

static void expect_kernel(const struct program *program, const struct run *native) {
    struct run run = run_program(STRACE, program);
    struct account account = kernel_read(run.trace_path);
    struct log log = log_read(run.log_path);

    expect_same(native, &run, "under strace");
    kernel_compare(&log, &account);
}

struct log expect_program(const char *creates, enum oracle oracle, const struct program *program) {
    struct run native = run_program(NATIVE, program);
    struct run shim = run_program(SHIM, program);
    struct log log = log_read(shim.log_path);

    expect_same(&native, &shim, program->argv[0]);
    expect_sound(&log);
    cr_assert_str_eq(log_apis(&log, "create"), creates, "%s: created \"%s\", expected \"%s\"\n%s",
                     program->argv[0], log_apis(&log, "create"), creates,
                     read_file(shim.log_path, NULL));
    if (oracle == KERNEL_AGREES && have_program("strace"))
        expect_kernel(program, &native);
    return log;
}
