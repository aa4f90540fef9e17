// SPDX-License-Identifier: MIT
// Everything at once: 64 threads that create threads, forks, vforks, spawns and clones. No event
// lost, none twice, nothing hangs, no zombie (the guest says so). CT_STRESS_SECONDS makes it run
// that long; without it a few rounds. Where tracefs is there, the kernel's task_newtask lines are
// the count.
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "expect.h"
#include "place.h"
#include "tracefs.h"

#define THREADS "64"
#define ROUNDS "10"

static struct run run_stress(void) {
    const char *seconds = getenv("CT_STRESS_SECONDS");
    const struct program program = {
        .argv = (const char *const[]){"stress", THREADS, ROUNDS, seconds, NULL},
        .seconds = 120,
    };
    struct run run = run_program(SHIM, &program);

    cr_assert(exited(&run, 0), "status 0x%x: %s", (unsigned)run.status, run.err);
    cr_assert_str_empty(run.err);
    return run;
}

// The guest counted what it made; the log must hold as many, by API.
static void matches_the_guests_count(const struct log *log, const char *counts) {
    char api[32];
    int count, at = 0, used;

    while (sscanf(counts + at, "%31s %d\n%n", api, &count, &used) == 2) {
        cr_assert_eq(log_count(log, "create", api), (size_t)count, "%s: guest %d, log %zu", api,
                     count, log_count(log, "create", api));
        at += used;
    }
    cr_assert_gt(at, 0);
}

static int by_tid(const void *a, const void *b) {
    pid_t x = *(const pid_t *)a, y = *(const pid_t *)b;

    return x < y ? -1 : x > y;
}

static pid_t *children_of(const struct log *log, size_t *count) {
    pid_t *tids = calloc(log->count + 1, sizeof *tids);

    *count = 0;
    for (size_t i = 0; i < log->count; i++)
        if (strcmp(log->events[i].kind, "create") == 0)
            tids[(*count)++] = log->events[i].child.tid;
    qsort(tids, *count, sizeof *tids, by_tid);
    return tids;
}

Test(stress, no_event_lost_or_twice, .timeout = 240) {
    struct run run = run_stress();
    struct log log = log_read(run.log_path);
    size_t count;
    pid_t *tids = children_of(&log, &count);

    expect_sound(&log);
    matches_the_guests_count(&log, run.out);
    for (size_t i = 1; i < count; i++) // ids come again only after a whole round of pid_max
        cr_assert_neq(tids[i - 1], tids[i], "task %d twice", tids[i]);
}

static void expect_event(const struct log *log, const struct newtask *task) {
    for (size_t i = 0; i < log->count; i++) {
        const struct event *event = &log->events[i];

        if (strcmp(event->kind, "create") != 0 || event->child.tid != task->child)
            continue;
        cr_assert_eq(event->caller.tid, task->caller, "%s", event->line);
        cr_assert_eq(event->flags, task->flags, "kernel 0x%lx: %s", (long)task->flags, event->line);
        return;
    }
    cr_assert_fail("task %d of %d has no event", task->child, task->caller);
}

// One for one: each task that the kernel says was made by one of the guest's tasks is an event, and
// as many.
Test(stress, equals_the_kernels_own_list, .timeout = 240) {
    struct tracefs *tracefs = tracefs_open();
    size_t count, mine = 0;
    const struct event *image;
    struct newtask *tasks;
    struct run run;
    struct log log;

    if (!tracefs)
        cr_skip_test("no tracefs: needs root and a kernel with events/task");
    run = run_stress();
    tasks = tracefs_close(tracefs, &count);
    log = log_read(run.log_path);
    expect_sound(&log);
    cr_assert_not_null(image = log_find(&log, "image", NULL, 0));
    for (size_t i = 0; i < count; i++) {
        if (!tracefs_is_below(tasks, count, tasks[i].child, image->task.tgid))
            continue;
        expect_event(&log, &tasks[i]);
        mine++;
    }
    cr_assert_eq(mine, log_count(&log, "create", NULL), "kernel %zu, log %zu", mine,
                 log_count(&log, "create", NULL));
}
