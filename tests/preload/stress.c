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

static uint64_t ended_ns(const struct event *event) {
    return event->ts_ns + (uint64_t)json_integer_value(json_object_get(event->json, "duration_ns"));
}

// By child, and where the kernel gave a number out again by the end of the call: the first child is
// reaped after its call, and before the second is made. Their calls may have begun the other way.
static int by_child(const void *a, const void *b) {
    const struct event *x = *(const struct event *const *)a, *y = *(const struct event *const *)b;

    if (x->child.tid != y->child.tid)
        return x->child.tid < y->child.tid ? -1 : 1;
    return ended_ns(x) < ended_ns(y) ? -1 : ended_ns(x) > ended_ns(y);
}

static const struct event **creates_of(const struct log *log, size_t *count) {
    const struct event **events = calloc(log->count + 1, sizeof *events);

    cr_assert_not_null(events);
    *count = 0;
    for (size_t i = 0; i < log->count; i++)
        if (strcmp(log->events[i].kind, "create") == 0)
            events[(*count)++] = &log->events[i];
    qsort(events, *count, sizeof *events, by_child);
    return events;
}

Test(stress, no_event_lost_or_twice, .timeout = 240) {
    struct run run = run_stress();
    struct log log = log_read(run.log_path);
    const struct event **events;
    size_t count;

    expect_sound(&log);
    matches_the_guests_count(&log, run.out);
    events = creates_of(&log, &count);
    for (size_t i = 1; i < count; i++)
        if (by_child(&events[i - 1], &events[i]) == 0)
            cr_assert_fail("twice: %s", events[i]->line);
}

static bool is_event_of(const struct newtask *task, const struct event *event) {
    return event->child.tid == task->child && event->caller.tid == task->caller &&
           event->flags == task->flags;
}

// One for one: each task that the kernel says was made by one of the guest's tasks is an event, and
// as many.
Test(stress, equals_the_kernels_own_list, .timeout = 240, .fini = tracefs_release) {
    const struct event **events;
    size_t tasks_count, count;
    struct newtask *tasks;
    struct run run;
    struct log log;

    if (!tracefs_start())
        cr_skip_test("no tracefs: needs root and a kernel with events/task");
    run = run_stress();
    tasks = tracefs_stop(&tasks_count);
    log = log_read(run.log_path);
    expect_sound(&log);
    cr_assert_not_null(log_find(&log, "image", NULL, 0));
    events = creates_of(&log, &count);
    tasks_count =
        tracefs_keep_below(tasks, tasks_count, log_find(&log, "image", NULL, 0)->task.tgid);
    for (size_t i = 0; i < count && i < tasks_count; i++)
        if (!is_event_of(&tasks[i], events[i]))
            cr_assert_fail("kernel: %d made %d with 0x%lx; log: %s", tasks[i].caller,
                           tasks[i].child, (long)tasks[i].flags, events[i]->line);
    cr_assert_eq(count, tasks_count, "kernel %zu tasks, log %zu", tasks_count, count);
}
