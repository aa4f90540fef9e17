// SPDX-License-Identifier: MIT
// What each preset refuses, and what it leaves alone.
#include <criterion/criterion.h>
#include <errno.h>
#include <linux/sched.h>
#include <signal.h>
#include <string.h>

#include "policy.h"
#include "policy/preset.h"

#define THREAD_FLAGS                                                                               \
    (CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM |            \
     CLONE_SETTLS | CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID)

#define FORK .api = CT_API_FORK, .exit_signal = SIGCHLD
#define VFORK .api = CT_API_VFORK, .flags = CLONE_VM | CLONE_VFORK, .exit_signal = SIGCHLD
#define SPAWN .api = CT_API_POSIX_SPAWN, .flags = CLONE_VM | CLONE_VFORK, .exit_signal = SIGCHLD
#define THREAD .api = CT_API_PTHREAD_CREATE, .flags = THREAD_FLAGS
#define SHARING .api = CT_API_CLONE, .flags = CLONE_VM, .exit_signal = SIGCHLD
#define EXEC .kind = CT_EVENT_EXEC, .api = CT_API_EXECVE, .path = "/bin/sh"
#define UNSHARE .kind = CT_EVENT_NAMESPACE, .api = CT_API_UNSHARE

static struct ct_policy *preset(const char *name) {
    static char copy[8192];
    size_t len;
    const char *text = ct_preset_text(name, &len);

    cr_assert_not_null(text, "no preset %s", name);
    cr_assert_lt(len, sizeof copy);
    memcpy(copy, text, len);
    copy[len] = '\0';
    return policy_of(copy);
}

static int refusal(const char *name, struct ct_facts facts) {
    struct ct_policy *policy = preset(name);
    struct ct_decision decision = decision_of(policy, facts);

    ct_policy_destroy(policy);
    return decision.action == CT_ACTION_DENY ? decision.error : 0;
}

#define REFUSES(name, error, ...)                                                                  \
    cr_expect_eq(refusal(name, (struct ct_facts){__VA_ARGS__}), error, "%s: " #__VA_ARGS__, name)
#define LEAVES(name, ...) REFUSES(name, 0, __VA_ARGS__)

Test(policy_presets, all_load_and_describe_themselves) {
    unsigned count = 0;

    for (; ct_preset_name(count); count++) {
        struct ct_policy *policy = preset(ct_preset_name(count));

        cr_expect_gt(strlen(ct_policy_description(policy)), 40);
        for (unsigned i = 0; i < ct_policy_rule_count(policy); i++)
            if (ct_policy_rule_action(policy, i) != CT_ACTION_ALLOW)
                cr_expect_str_not_empty(ct_policy_rule_reason(policy, i));
        ct_policy_destroy(policy);
    }
    cr_assert_eq(count, 7);
}

Test(policy_presets, names) {
    size_t len;

    cr_assert_null(ct_preset_text("spawn", &len));
    cr_assert_null(ct_preset_text("", &len));
    cr_assert_str_eq(ct_preset_nearest("spwan-only"), "spawn-only");
    cr_assert_null(ct_preset_nearest("something"));
    cr_assert_null(ct_preset_name(1000));
}

Test(policy_presets, no_shared_memory_process) {
    REFUSES("no-shared-memory-process", EPERM, SHARING);
    LEAVES("no-shared-memory-process", THREAD);
    LEAVES("no-shared-memory-process", VFORK);
    LEAVES("no-shared-memory-process", FORK);
    LEAVES("no-shared-memory-process", UNSHARE, .flags = CLONE_VM);
}

Test(policy_presets, single_threaded) {
    REFUSES("single-threaded", EPERM, SHARING);
    REFUSES("single-threaded", EPERM, THREAD);
    LEAVES("single-threaded", SPAWN);
    LEAVES("single-threaded", FORK);
}

Test(policy_presets, no_new_namespaces) {
    REFUSES("no-new-namespaces", EPERM, .api = CT_API_CLONE, .flags = CLONE_NEWUSER | CLONE_NEWNS);
    REFUSES("no-new-namespaces", EPERM, .api = CT_API_SYSCALL, .flags = CLONE_NEWTIME);
    REFUSES("no-new-namespaces", EPERM, UNSHARE, .flags = CLONE_NEWNET);
    REFUSES("no-new-namespaces", EPERM, UNSHARE, .flags = 0x100000);
    REFUSES("no-new-namespaces", EPERM, .kind = CT_EVENT_NAMESPACE, .api = CT_API_SETNS);
    LEAVES("no-new-namespaces", UNSHARE, .flags = CLONE_FILES);
    LEAVES("no-new-namespaces", FORK);
    LEAVES("no-new-namespaces", THREAD);
}

Test(policy_presets, no_fork_when_threaded) {
    REFUSES("no-fork-when-threaded", EPERM, FORK, .multithreaded = true);
    REFUSES("no-fork-when-threaded", EPERM, .api = CT_API_SYSCALL, .multithreaded = true);
    LEAVES("no-fork-when-threaded", FORK);
    LEAVES("no-fork-when-threaded", VFORK, .multithreaded = true);
    LEAVES("no-fork-when-threaded", SPAWN, .multithreaded = true);
    LEAVES("no-fork-when-threaded", THREAD, .multithreaded = true);
}

Test(policy_presets, spawn_only) {
    REFUSES("spawn-only", EPERM, FORK);
    REFUSES("spawn-only", EPERM, VFORK);
    REFUSES("spawn-only", EPERM, SHARING);
    LEAVES("spawn-only", SPAWN);
    LEAVES("spawn-only", THREAD);
    LEAVES("spawn-only", EXEC);
    LEAVES("spawn-only", .api = CT_API_SYSTEM, .flags = CLONE_VM | CLONE_VFORK);
}

Test(policy_presets, no_exec) {
    REFUSES("no-exec", EACCES, EXEC);
    REFUSES("no-exec", EACCES, .kind = CT_EVENT_EXEC, .api = CT_API_SYSCALL);
    REFUSES("no-exec", EACCES, SPAWN);
    LEAVES("no-exec", FORK);
    LEAVES("no-exec", THREAD);
}

Test(policy_presets, max_tasks) {
    REFUSES("max-tasks", EAGAIN, FORK, .count = 1001);
    REFUSES("max-tasks", EAGAIN, THREAD, .count = 5000);
    LEAVES("max-tasks", FORK, .count = 1000);
}
