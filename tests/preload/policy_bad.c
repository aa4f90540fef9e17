// SPDX-License-Identifier: MIT
// A policy that cannot be loaded: status 125 before main, one line that says where, and nothing
// else done. And every preset, on a program that breaks it and on one that does not.
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "expect.h"
#include "judged.h"
#include "place.h"

// The program would make a file: it must not be there.
static void stopped(const char *policy, const char *place, const char *why) {
    struct run run = judged(SHIM, policy, "/bin/sh", "-c", "echo ran; : > ran; refused fork");
    char *newline = strchr(run.err, '\n');

    cr_assert(exited(&run, 125), "status 0x%x: %s%s", (unsigned)run.status, run.out, run.err);
    cr_assert_str_empty(run.out);
    cr_assert_neq(access(text("%s/ran", run.dir), F_OK), 0);
    cr_assert(newline && newline[1] == '\0', "not one line: \"%s\"", run.err);
    cr_assert_eq(strstr(run.err, text("clonetrace: %s%s", policy, place)), run.err, "%s", run.err);
    cr_assert_not_null(strstr(run.err, why), "\"%s\" in \"%s\"", why, run.err);
    cr_assert_str_empty(read_file(run.log_path, NULL));
}

static char *file_of(const char *content) {
    char *path = new_path(".json");

    write_file(path, content, 0644);
    return path;
}

Test(bad, missing) {
    stopped(new_path(".json"), ": ", "No such file");
}

Test(bad, empty) {
    stopped(file_of(""), ":1:1: ", "not run");
}

Test(bad, truncated) {
    stopped(file_of("{\"version\": 1,\n \"rules\": [{\"id\": \"a\", "), ":2:", "not run");
}

Test(bad, nonsense) {
    stopped(file_of("fork off\n"), ":1:", "not run");
}

Test(bad, unknown_action) {
    stopped(policy_of("{\"id\": \"a\", \"match\": {}, \"action\": \"dney\"}"), ":1:", "deny");
}

Test(bad, directory) {
    stopped(new_directory(), ": ", "directory");
}

Test(bad, fifo) {
    char *path = new_path(".fifo");

    cr_assert_eq(mkfifo(path, 0644), 0);
    stopped(path, ": ", "not a regular file");
}

Test(bad, device) {
    stopped("/dev/zero", ": ", "not a regular file");
}

Test(bad, two_mebibytes) {
    char *content = malloc((2 << 20) + 1);

    cr_assert_not_null(content);
    memset(content, ' ', 2 << 20);
    content[2 << 20] = '\0';
    stopped(file_of(content), ":", "not run");
}

Test(bad, deeply_nested) {
    char *content = malloc(100001);

    cr_assert_not_null(content);
    memset(content, '[', 100000);
    content[100000] = '\0';
    stopped(file_of(content), ":1:", "not run");
}

Test(bad, preset_that_is_not_there) {
    stopped("preset:no-exce", ": ", "no preset of that name");
    stopped("preset:", ": ", "no preset of that name");
}

Test(bad, empty_name) {
    struct run run = judged(SHIM, "", "refused", "fork");

    cr_assert(exited(&run, 125));
    cr_assert_str_eq(run.err,
                     "clonetrace: CLONETRACE_POLICY: names no policy; the program is not run\n");
}

// What is long in the message is cut, and stays one line.
Test(bad, long_and_odd_names) {
    char *name = malloc(2001);

    cr_assert_not_null(name);
    memset(name, 'x', 2000);
    name[2000] = '\0';
    struct run run = judged(SHIM, text("/nonexistent/%s", name), "refused", "fork");

    cr_assert(exited(&run, 125));
    cr_assert_eq(strchr(run.err, '\n'), run.err + strlen(run.err) - 1, "%s", run.err);
    run = judged(SHIM, "/nonexistent/a\nb", "refused", "fork");
    cr_assert(exited(&run, 125));
    cr_assert_eq(strchr(run.err, '\n'), run.err + strlen(run.err) - 1, "%s", run.err);
}

// A program that runs under a good policy and becomes one under a bad one.
Test(bad, after_an_exec) {
    struct run run = judged(SHIM, "preset:single-threaded", "/bin/sh", "-c",
                            "CLONETRACE_POLICY=/nonexistent refused fork; echo status $?");

    cr_assert(exited(&run, 0));
    cr_assert_str_eq(run.out, "status 125\n");
}

Test(bad, library_alone) {
    char *dir = new_directory(), *alone = text("%s/libclonetrace.so", dir);
    struct run run = run_guest(NATIVE, "/bin/cp", setting("CT_TEST_LIBRARY"), alone);
    const struct program program = {
        .argv = (const char *const[]){"refused", "fork", NULL},
        .env = (const char *const[]){text("LD_PRELOAD=%s", alone), "CLONETRACE_LOG=off",
                                     "CLONETRACE_POLICY=preset:no-exec", NULL},
    };

    cr_assert(exited(&run, 0));
    run = run_program(NATIVE, &program);
    cr_assert(exited(&run, 125), "status 0x%x", (unsigned)run.status);
    cr_assert_str_empty(run.out);
    cr_assert_not_null(strstr(run.err, "libclonetrace-policy.so"));
    cr_assert_eq(strchr(run.err, '\n'), run.err + strlen(run.err) - 1, "%s", run.err);
}

static size_t refusals(const struct run *run, const char *rule) {
    struct log log = log_read(run->log_path);
    size_t count = 0;

    for (size_t i = 0; i < log.count; i++) {
        const char *rules = rules_of(&log.events[i]);

        if (!strstr(rules, ":deny"))
            continue;
        cr_assert_str_eq(rules, text("%s:deny", rule));
        count++;
    }
    return count;
}

#define BREAKS(preset, rule, times, ...)                                                           \
    do {                                                                                           \
        struct run broken = judged(SHIM, "preset:" preset, __VA_ARGS__);                           \
        cr_assert_eq(refusals(&broken, rule), times, "%s", read_file(broken.log_path, NULL));      \
    } while (0)

#define KEEPS(preset, code, ...)                                                                   \
    do {                                                                                           \
        struct run kept = judged(SHIM, "preset:" preset, __VA_ARGS__);                             \
        cr_assert(exited(&kept, code), "status 0x%x: %s", (unsigned)kept.status, kept.err);        \
        cr_assert_eq(refusals(&kept, ""), 0u);                                                     \
    } while (0)

Test(preset, no_shared_memory_process) {
    BREAKS("no-shared-memory-process", "shared-memory-process", 1u, "clone_one", "0x111");
    KEEPS("no-shared-memory-process", 0, "vfork_one");
    KEEPS("no-shared-memory-process", 0, "thread_one", "join");
    KEEPS("no-shared-memory-process", 0, "clone_one", "0x4111");
    KEEPS("no-shared-memory-process", 0, "spawn_one", "posix_spawn", "/bin/true");
}

Test(preset, no_new_namespaces) {
    BREAKS("no-new-namespaces", "new-namespace", 1u, "namespace_one", "unshare", "0x04000000");
    BREAKS("no-new-namespaces", "new-namespace", 1u, "clone_one", "0x10000011");
    BREAKS("no-new-namespaces", "new-namespace", 1u, "syscall_one", "clone3", "0x10000011");
    BREAKS("no-new-namespaces", "join-namespace", 1u, "namespace_one", "setns", "0");
    KEEPS("no-new-namespaces", 0, "namespace_one", "unshare", "0x200");
    KEEPS("no-new-namespaces", 0, "fork_one", "fork");
}

Test(preset, no_fork_when_threaded) {
    BREAKS("no-fork-when-threaded", "fork-in-threads", 1u, "created", "threads", "1");
    KEEPS("no-fork-when-threaded", 0, "fork_one", "fork");
    KEEPS("no-fork-when-threaded", 0, "vfork_many");
}

Test(preset, spawn_only) {
    BREAKS("spawn-only", "spawn-only", 1u, "fork_one", "fork");
    BREAKS("spawn-only", "spawn-only", 1u, "vfork_exec", "/bin/true");
    KEEPS("spawn-only", 0, "spawn_one", "posix_spawnp", "true");
    KEEPS("spawn-only", 0, "system_one", ":");
    KEEPS("spawn-only", 0, "thread_one", "join");
}

Test(preset, no_exec) {
    BREAKS("no-exec", "exec", 1u, "exec_one", "execv", "/bin/true");
    BREAKS("no-exec", "spawn", 1u, "spawn_one", "posix_spawn", "/bin/true");
    BREAKS("no-exec", "spawn", 1u, "system_one", ":");
    KEEPS("no-exec", 0, "fork_one", "fork");
    KEEPS("no-exec", 0, "thread_one", "join");
}

Test(preset, max_tasks) {
    BREAKS("max-tasks", "max-tasks", 1u, "fork_loop", "1001");
    KEEPS("max-tasks", 3, "fork_loop", "1000");
}

Test(preset, single_threaded) {
    BREAKS("single-threaded", "single-threaded", 1u, "thread_one", "join");
    KEEPS("single-threaded", 0, "fork_one", "fork");
    KEEPS("single-threaded", 0, "vfork_one");
    KEEPS("single-threaded", 0, "spawn_one", "posix_spawn", "/bin/true");
}
