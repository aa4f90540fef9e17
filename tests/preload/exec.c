// SPDX-License-Identifier: MIT
// The exec family: one event before, another with errno after a failure, under the name that was
// called, with the path that was meant and the creation that led there.
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "expect.h"
#include "place.h"

// The kernel counts each program that starts and each attempt; our events are one for each call.
static void replaces(const char *api, const char *path) {
    struct log log = expect("", "exec_one", api, path);
    const struct event *event = log_find(&log, "exec", api, 0);

    cr_assert_eq(log_count(&log, "exec", NULL), 1u, "%s", log_apis(&log, "exec"));
    cr_assert_not_null(event);
    cr_assert_str_eq(event->path, guest_path("exec_one"), "%s", event->line);
    cr_assert(json_is_null(json_object_get(event->json, "since")), "%s", event->line);
    cr_assert_eq(log_count(&log, "image", NULL), 2u);
    cr_assert_eq(log_find(&log, "image", NULL, 1)->task.tgid, event->task.tgid);
}

static void fails(const char *api, const char *path, const char *error) {
    struct log log = expect("", "exec_one", api, path);
    const struct event *after = log_find(&log, "exec", api, 1);

    cr_assert_eq(log_count(&log, "exec", NULL), 2u, "%s", log_apis(&log, "exec"));
    cr_assert_not_null(after);
    cr_assert_null(log_find(&log, "exec", api, 0)->error);
    cr_assert_str_eq(after->error, error, "%s", after->line);
}

#define EXEC_TESTS(api)                                                                            \
    Test(exec, api) {                                                                              \
        replaces(#api, guest_path("exec_one"));                                                    \
    }                                                                                              \
    Test(exec_failing, api) {                                                                      \
        fails(#api, "/nonexistent", "ENOENT");                                                     \
        fails(#api, "/dev", "EACCES");                                                             \
    }

EXEC_TESTS(execve)
EXEC_TESTS(execv)
EXEC_TESTS(execvp)
EXEC_TESTS(execvpe)
EXEC_TESTS(execl)
EXEC_TESTS(execlp)
EXEC_TESTS(execle)
EXEC_TESTS(execveat)

Test(exec, fexecve) {
    struct log log = expect("", "exec_one", "fexecve", guest_path("exec_one"));

    cr_assert_str_eq(log_apis(&log, "exec"), "fexecve");
    cr_assert_eq(log_count(&log, "image", NULL), 2u);
}

Test(exec_failing, fexecve) {
    struct log log = expect("", "exec_one", "fexecve", "/nonexistent"); // fd -1

    cr_assert_str_eq(log_apis(&log, "exec"), "fexecve*2");
    cr_assert_str_eq(log_find(&log, "exec", NULL, 1)->error, "EINVAL");
}

Test(exec, variants_with_p_search_the_path) {
    replaces("execlp", "exec_one");
    replaces("execvp", "exec_one");
    replaces("execvpe", "exec_one");
}

Test(exec_failing, variants_with_p_search_the_path) {
    fails("execlp", "no-such-program", "ENOENT");
    fails("execvp", "no-such-program", "ENOENT");
    fails("execvpe", "no-such-program", "ENOENT");
}

Test(exec, shell_takes_what_the_kernel_refuses) {
    char *script = new_path(".script");
    struct run run;

    write_file(script, "exit 5\n", 0755);
    fails("execv", script, "ENOEXEC");
    run = run_guest(SHIM, "exec_one", "execvp", script);
    cr_assert(exited(&run, 5));
    run = run_guest(SHIM, "exec_one", "execlp", script);
    cr_assert(exited(&run, 5));
}

Test(exec, lists_of_300_arguments) {
    struct log log = expect("", "exec_many_args", "execl");

    cr_assert_str_eq(log_apis(&log, "exec"), "execl");
    expect("", "exec_many_args", "execlp");
    expect("", "exec_many_args", "execle");
}

Test(exec, raw_system_calls) {
    struct log log = expect("", "exec_syscall", "execve", "/bin/true");

    cr_assert_str_eq(log_apis(&log, "exec"), "syscall");
    log = expect("", "exec_syscall", "execveat", "/bin/true");
    cr_assert_str_eq(log_apis(&log, "exec"), "syscall");
    log = expect("", "exec_syscall", "execve", "/nonexistent");
    cr_assert_str_eq(log_apis(&log, "exec"), "syscall*2");
}

// fork, dirty 1000 pages, exec: the event counts the faults since the fork and names it.
Test(exec, says_which_creation_and_how_many_faults_since) {
    struct run run = run_guest(SHIM, "dirty_exec", "1000");
    struct log log = log_read(run.log_path);
    const struct event *create = log_find(&log, "create", "fork", 0);
    const struct event *exec = log_find(&log, "exec", "execl", 0);
    json_t *since, *by;
    long faults;

    cr_assert(exited(&run, 0), "%s", run.err);
    cr_assert(create && exec);
    cr_assert_eq(exec->task.tgid, create->child.tgid);
    since = json_object_get(exec->json, "since");
    by = json_object_get(since, "by");
    cr_assert_str_eq(json_string_value(json_object_get(since, "api")), "fork", "%s", exec->line);
    cr_assert_eq(json_integer_value(json_object_get(since, "ts_ns")), (json_int_t)create->ts_ns);
    cr_assert_eq(json_integer_value(json_object_get(by, "tid")), create->caller.tid);
    faults = (long)json_integer_value(json_object_get(exec->json, "minflt"));
    cr_assert(faults >= 1000 && faults < 1100, "%ld faults for 1000 pages", faults);
}

// The exec names the fork that made its process, whatever else the process did in between.
static void names_the_fork(const char *way, const char *creates) {
    struct run run = run_guest(SHIM, "dirty_exec", "1", way);
    struct log log = log_read(run.log_path);
    const struct event *exec = log_find(&log, "exec", "execl", 0), *create = NULL;
    json_t *since;

    cr_assert(exited(&run, 0), "%s", run.err);
    cr_assert_str_eq(log_apis(&log, "create"), creates);
    for (size_t i = 0; i < log_count(&log, "create", "fork"); i++)
        if (log_find(&log, "create", "fork", i)->child.tgid == exec->task.tgid)
            create = log_find(&log, "create", "fork", i);
    cr_assert_not_null(create);
    since = json_object_get(exec->json, "since");
    cr_assert_eq(json_integer_value(json_object_get(since, "ts_ns")), (json_int_t)create->ts_ns,
                 "%s", exec->line);
}

Test(exec, says_which_creation_after_others) {
    names_the_fork("busy", "fork*2 system vfork");
}

Test(exec, says_which_creation_from_a_thread) {
    names_the_fork("thread", "fork pthread_create");
}

Test(exec, counts_no_faults_in_a_vfork_child) {
    struct run run = run_guest(SHIM, "vfork_exec", "/bin/true");
    struct log log = log_read(run.log_path);
    const struct event *exec = log_find(&log, "exec", NULL, 0);
    json_t *since = json_object_get(exec->json, "since");

    cr_assert_str_eq(json_string_value(json_object_get(since, "api")), "vfork", "%s", exec->line);
    cr_assert_lt(json_integer_value(json_object_get(exec->json, "minflt")), 60, "%s", exec->line);
}

static void namespace_event(const char *api, const char *way, const char *flags,
                            const char *error) {
    struct log log = expect("", "namespace_one", way, flags);
    const struct event *event = log_find(&log, "namespace", api, 0);

    cr_assert_eq(log_count(&log, "namespace", NULL), 1u);
    cr_assert_not_null(event);
    cr_assert_eq(event->flags, strtoull(flags, NULL, 0), "%s", event->line);
    cr_assert_str_eq(event->result, error ? "error" : "ok", "%s", event->line);
    if (error)
        cr_assert_str_eq(event->error, error, "%s", event->line);
}

Test(namespaces, unshare) {
    namespace_event("unshare", "unshare", "0x200", NULL);
}

Test(namespaces, unshare_refused) {
    namespace_event("unshare", "unshare", "0xff", "EINVAL");
}

Test(namespaces, raw_unshare) {
    namespace_event("syscall", "syscall-unshare", "0x200", NULL);
}

Test(namespaces, setns) {
    if (geteuid() != 0)
        cr_skip_test("setns needs CAP_SYS_ADMIN");
    namespace_event("setns", "setns", "0x4000000", NULL);
    namespace_event("syscall", "syscall-setns", "0x4000000", NULL);
}
