// SPDX-License-Identifier: MIT
// Who created whom: thread group and thread of caller and child, in every constellation where a
// tracer that caches or guesses ids goes wrong.
#include <criterion/criterion.h>
#include <string.h>
#include <unistd.h>

#include "expect.h"
#include "place.h"

static const struct event *creator_of(const struct log *log, pid_t tid) {
    for (size_t i = 0; i < log->count; i++)
        if (strcmp(log->events[i].kind, "create") == 0 && log->events[i].child.tid == tid)
            return &log->events[i];
    return NULL;
}

// Every caller but the first process was itself created by an event of the log.
static void connected(const struct log *log) {
    pid_t root = log_find(log, "image", NULL, 0)->task.tgid;

    for (size_t i = 0; i < log->count; i++) {
        const struct event *event = &log->events[i];

        if (strcmp(event->kind, "create") != 0 || event->caller.tid == root)
            continue;
        cr_assert_not_null(creator_of(log, event->caller.tid), "%s", event->line);
        cr_assert_eq(creator_of(log, event->caller.tid)->child.tgid, event->caller.tgid, "%s",
                     event->line);
    }
}

Test(ids, forks_of_forks) {
    struct log log = expect("fork*14", "fork_tree");

    connected(&log);
}

Test(ids, threads_that_fork_and_forks_that_thread) {
    struct log log = expect("fork*8 pthread_create*8 vfork*4", "thread_fork");

    connected(&log);
}

Test(ids, nested_vfork) {
    struct log log;

    if (access(guest_path("vfork_nested_gcc_O2"), X_OK) != 0)
        cr_skip_test("no guest built by gcc");
    log = expect("vfork*25", "vfork_nested_gcc_O2");
    connected(&log);
    cr_assert_str_eq(log_apis(&log, "exec"), "execl*5");
}

Test(ids, sibling_by_clone_parent) {
    struct log log = expect("clone", "clone_one", "0x8011");
    const struct event *event = log_find(&log, "create", NULL, 0);

    cr_assert_eq(event->child.tgid, event->child.tid);
    cr_assert_eq(event->caller.tgid, log_find(&log, "image", NULL, 0)->task.tgid);
}

Test(ids, pid_namespace_shows_the_parents_view) {
    struct log log;
    const struct event *event;

    if (geteuid() != 0)
        cr_skip_test("CLONE_NEWPID needs CAP_SYS_ADMIN");
    log = expect("clone", "clone_one", "0x20000011");
    event = log_find(&log, "create", NULL, 0);
    cr_assert_str_eq(event->result, "ok", "%s", event->line);
    cr_assert_gt(event->child.tid, 1, "1 is the child's own view: %s", event->line);
}

Test(ids, thread_by_raw_clone) {
    struct log log = expect("clone", "clone_thread");
    const struct event *event = log_find(&log, "create", NULL, 0);

    cr_assert_eq(event->child.tgid, event->caller.tgid);
    cr_assert_neq(event->child.tid, event->caller.tid);
}

Test(ids, detached_threads_that_are_gone) {
    struct log log = expect("pthread_create*300", "thread_gone");

    for (size_t i = 0; i < 300; i++)
        cr_assert_gt(log_find(&log, "create", NULL, i)->child.tid, 0);
}

Test(ids, image_names_the_parent) {
    struct log log = expect("posix_spawn", "spawn_one", "posix_spawn", "/bin/true");
    const struct event *child = log_find(&log, "image", NULL, 1);

    cr_assert_not_null(child);
    cr_assert_eq(json_integer_value(json_object_get(child->json, "ppid")),
                 log_find(&log, "image", NULL, 0)->task.tgid);
    cr_assert_eq(child->task.tgid, log_find(&log, "create", NULL, 0)->child.tgid);
}

Test(ids, site_is_in_the_program) {
    struct log log = expect("fork", "fork_one", "fork");
    json_t *site = json_object_get(log_find(&log, "create", NULL, 0)->json, "site");
    const char *module = json_string_value(json_object_get(site, "module"));

    cr_assert_not_null(module);
    cr_assert_str_eq(module, guest_path("fork_one"));
}
