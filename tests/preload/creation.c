// SPDX-License-Identifier: MIT
// Every creation API, called once by a guest: one event, under the name that the guest called,
// agreeing with the kernel in entry, flags, signal, result and child.
#include <criterion/criterion.h>
#include <string.h>
#include <unistd.h>

#include "expect.h"
#include "place.h"

Test(fork_family, fork) {
    struct log log = expect("fork", "fork_one", "fork");
    const struct event *event = log_find(&log, "create", "fork", 0);

    cr_assert_str_eq(event->flags_source, "libc");
    cr_assert_str_eq(event->relation, "process");
}

Test(fork_family, fork_alias) {
    expect("__fork", "fork_one", "__fork");
}

Test(fork_family, async_signal_safe_fork) {
    expect("_Fork", "fork_one", "_Fork");
}

Test(fork_family, vfork) {
    expect("vfork", "vfork_one", "vfork");
}

Test(fork_family, vfork_alias) {
    expect("__vfork", "vfork_one", "__vfork");
}

Test(fork_family, vfork_then_exec) {
    struct log log = expect("vfork", "vfork_exec", "/bin/true");

    cr_assert_str_eq(log_apis(&log, "exec"), "execv");
}

Test(fork_family, vfork_then_failed_exec) {
    struct log log = expect("vfork", "vfork_exec", "/nonexistent");

    cr_assert_str_eq(log_apis(&log, "exec"), "execv*2"); // the attempt and its failure
}

static void clone_with(const char *flags) {
    struct log log = expect("clone", "clone_one", flags);

    cr_assert_str_eq(log_find(&log, "create", "clone", 0)->flags_source, "argument");
}

Test(clone, like_fork) {
    clone_with("0x11");
}

Test(clone, without_exit_signal) {
    clone_with("0");
}

Test(clone, with_another_exit_signal) {
    clone_with("0xa");
}

Test(clone, sharing_memory) {
    clone_with("0x111");
}

Test(clone, sharing_memory_and_another_signal) {
    clone_with("0x10a");
}

Test(clone, like_vfork) {
    clone_with("0x4111");
}

Test(clone, vfork_without_shared_memory) {
    clone_with("0x4011");
}

Test(clone, sharing_all_but_the_thread_group) {
    clone_with("0xf11");
}

Test(clone, parent_settid) {
    clone_with("0x100011");
}

Test(clone, child_settid_and_cleartid) {
    clone_with("0x1200011");
}

Test(clone, pidfd) {
    clone_with("0x1011");
}

Test(clone, sibling) {
    clone_with("0x8011");
}

Test(clone, untraced) {
    clone_with("0x800011");
}

Test(clone, refused_thread_without_signal_handlers) {
    struct log log = expect("clone", "clone_one", "0x10011");

    cr_assert_str_eq(log_find(&log, "create", "clone", 0)->error, "EINVAL");
}

Test(clone, refused_mount_namespace_with_shared_root) {
    struct log log = expect("clone", "clone_one", "0x20211");

    cr_assert_str_eq(log_find(&log, "create", "clone", 0)->error, "EINVAL");
}

Test(clone, namespaces) {
    clone_with("0xc000011"); // UTS and IPC; without privilege both sides say EPERM
}

Test(clone, alias) {
    expect("__clone", "clone_one", "0x11", "alias");
}

Test(clone, raw_thread) {
    struct log log = expect("clone", "clone_thread");

    cr_assert_str_eq(log_find(&log, "create", "clone", 0)->relation, "thread");
}

Test(raw, clone) {
    struct log log = expect("syscall", "syscall_one", "clone", "0x11");

    cr_assert_str_eq(log_find(&log, "create", NULL, 0)->flags_source, "argument");
}

Test(raw, clone_like_vfork) {
    expect("syscall", "syscall_one", "clone", "0x4111");
}

Test(raw, clone_refused) {
    expect("syscall", "syscall_one", "clone", "0x10011");
}

Test(raw, clone3) {
    expect("syscall", "syscall_one", "clone3", "0x11");
}

Test(raw, clone3_like_vfork) {
    expect("syscall", "syscall_one", "clone3", "0x4111");
}

Test(raw, clone3_refused) {
    expect("syscall", "syscall_one", "clone3", "0x10011");
}

static void only_where_built(const char *guest) {
    if (access(guest_path(guest), X_OK) != 0)
        cr_skip_test("%s: not built for this CPU or libc", guest);
}

Test(raw, fork) {
    only_where_built("syscall_old");
    expect("syscall", "syscall_old", "fork");
}

Test(raw, vfork) {
    only_where_built("syscall_old");
    expect("syscall", "syscall_old", "vfork");
}

Test(raw, clone_on_a_stack_of_its_own) {
    only_where_built("syscall_stack");
    expect("syscall", "syscall_stack", "clone");
}

Test(raw, clone3_on_a_stack_of_its_own) {
    only_where_built("syscall_stack");
    expect("syscall", "syscall_stack", "clone3");
}

Test(threads, joined) {
    expect("pthread_create", "thread_one", "join");
}

Test(threads, detached) {
    expect("pthread_create", "thread_one", "detached");
}

Test(threads, refused_before_the_kernel) {
    struct log log = expect_apart("pthread_create", "thread_one", "refused");

    cr_assert_str_eq(log_find(&log, "create", NULL, 0)->error, "EAGAIN");
}

Test(threads, process_that_ends_at_once) {
    expect("pthread_create", "thread_one", "quit");
}

Test(threads, gone_before_anybody_looks) {
    expect("pthread_create*300", "thread_gone");
}

Test(threads, c11) {
    expect("thrd_create", "thrd_one");
}

Test(threads, end_is_written_when_asked_for) {
    const struct program program = {
        .argv = (const char *const[]){"thread_gone", NULL},
        .env = (const char *const[]){"CLONETRACE_EVENTS=create,thread_exit", NULL},
    };
    struct run run = run_program(SHIM, &program);
    struct log log = log_read(run.log_path);

    cr_assert_eq(log_count(&log, "create", NULL), 300u);
    cr_assert_eq(log_count(&log, "image", NULL), 0u);
    // a detached thread may be cut off by the end of the process, but never ends twice
    cr_assert_leq(log_count(&log, "thread_exit", NULL), 300u);
    cr_assert_gt(log_count(&log, "thread_exit", NULL), 0u);
}

Test(spawn, posix_spawn) {
    expect("posix_spawn", "spawn_one", "posix_spawn", "/bin/true");
}

Test(spawn, posix_spawnp_searches_the_path) {
    expect("posix_spawnp", "spawn_one", "posix_spawnp", "true");
}

Test(spawn, failed_exec_is_an_error) {
    struct log log = expect("posix_spawn", "spawn_one", "posix_spawn", "/nonexistent");

    cr_assert_str_eq(log_find(&log, "create", NULL, 0)->error, "ENOENT");
}

Test(spawn, versions) {
    char *script = new_path(".script");

    only_where_built("spawn_old");
    write_file(script, "exit 5\n", 0755);
    expect("posix_spawn", "spawn_old", "old", script);
    expect("posix_spawnp", "spawn_old", "oldp", script);
    expect("posix_spawn", "spawn_old", "new", script);
    expect("posix_spawnp", "spawn_old", "newp", script);
}

Test(spawn, pidfd_spawn) {
    expect("pidfd_spawn", "spawn_pidfd", "pidfd_spawn");
}

Test(spawn, pidfd_spawnp) {
    expect("pidfd_spawnp", "spawn_pidfd", "pidfd_spawnp");
}

Test(shell, system) {
    struct log log = expect("system", "system_one", "exit 3");

    cr_assert_eq(log_find(&log, "create", NULL, 0)->child.tid, 0);
}

Test(shell, system_of_null) {
    expect("system", "system_one");
}

Test(shell, popen) {
    expect("popen*2", "popen_one");
}

Test(shell, popen_refused_before_the_kernel) {
    struct log log = expect_apart("popen", "popen_one", "refused");

    cr_assert_str_eq(log_find(&log, "create", NULL, 0)->error, "EINVAL");
}

Test(shell, wordexp) {
    struct log log = expect_apart("wordexp", "wordexp_one", "$(echo a b) c");

    cr_assert_eq(log_find(&log, "create", NULL, 0)->child.tid, 0);
}

Test(shell, wordexp_without_a_command_creates_nothing) {
    expect("", "wordexp_one", "plain words");
}

Test(terminal, daemon) {
    expect("daemon fork", "daemon_one");
    expect("daemon fork", "daemon_one", "detached");
}

Test(terminal, forkpty) {
    expect("forkpty", "forkpty_one");
}
