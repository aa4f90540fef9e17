// SPDX-License-Identifier: MIT
// Every action on every function that is intercepted, against the kernel. What is refused fails as
// its manual page says, whichever it is, and the kernel has never heard of it; what is allowed or
// warned about is what it is natively. The one list of calls is CALLS.
#include <criterion/criterion.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include "expect.h"
#include "judged.h"
#include "place.h"

// What `refused` prints of a call that was refused with EXDEV, which is 18.
#define MINUS_ONE "returned -1 errno 18\n"
#define NUMBER "returned 18 errno 0\n"
#define THRD_ERROR "returned 2 errno 0\n" // thrd_error of <threads.h>: C11 has no room for a number
#define CMDSUB "returned 4 errno 0\n"     // WRDE_CMDSUB of wordexp(3)

// CALL(event that the rule is for, event in the log, name of the test, what `refused` calls, what
// it prints where that is denied). A spawn is judged as a creation and as an exec.
#define CREATIONS(CALL)                                                                            \
    CALL(create, create, fork, "fork", MINUS_ONE)                                                  \
    CALL(create, create, fork_alias, "__fork", MINUS_ONE)                                          \
    CALL(create, create, fork_safe, "_Fork", MINUS_ONE)                                            \
    CALL(create, create, vfork, "vfork", MINUS_ONE)                                                \
    CALL(create, create, vfork_alias, "__vfork", MINUS_ONE)                                        \
    CALL(create, create, clone, "clone", MINUS_ONE)                                                \
    CALL(create, create, clone_alias, "__clone", MINUS_ONE)                                        \
    CALL(create, create, syscall_clone, "syscall-clone", MINUS_ONE)                                \
    CALL(create, create, syscall_clone_stack, "syscall-clone-stack", MINUS_ONE)                    \
    CALL(create, create, syscall_clone3, "syscall-clone3", MINUS_ONE)                              \
    CALL(create, create, syscall_fork, "syscall-fork", MINUS_ONE)                                  \
    CALL(create, create, syscall_vfork, "syscall-vfork", MINUS_ONE)                                \
    CALL(create, create, pthread_create, "pthread_create", NUMBER)                                 \
    CALL(create, create, thrd_create, "thrd_create", THRD_ERROR)                                   \
    CALL(create, create, daemon, "daemon", MINUS_ONE)                                              \
    CALL(create, create, forkpty, "forkpty", MINUS_ONE)
#define SPAWNS(CALL, kind)                                                                         \
    CALL(kind, create, posix_spawn_##kind, "posix_spawn", NUMBER)                                  \
    CALL(kind, create, posix_spawnp_##kind, "posix_spawnp", NUMBER)                                \
    CALL(kind, create, pidfd_spawn_##kind, "pidfd_spawn", NUMBER)                                  \
    CALL(kind, create, pidfd_spawnp_##kind, "pidfd_spawnp", NUMBER)                                \
    CALL(kind, create, system_##kind, "system", MINUS_ONE)                                         \
    CALL(kind, create, popen_##kind, "popen", MINUS_ONE)                                           \
    CALL(kind, create, wordexp_##kind, "wordexp", CMDSUB)
#define EXECS(CALL)                                                                                \
    CALL(exec, exec, execve, "execve", MINUS_ONE)                                                  \
    CALL(exec, exec, execv, "execv", MINUS_ONE)                                                    \
    CALL(exec, exec, execvp, "execvp", MINUS_ONE)                                                  \
    CALL(exec, exec, execvpe, "execvpe", MINUS_ONE)                                                \
    CALL(exec, exec, execl, "execl", MINUS_ONE)                                                    \
    CALL(exec, exec, execlp, "execlp", MINUS_ONE)                                                  \
    CALL(exec, exec, execle, "execle", MINUS_ONE)                                                  \
    CALL(exec, exec, fexecve, "fexecve", MINUS_ONE)                                                \
    CALL(exec, exec, execveat, "execveat", MINUS_ONE)                                              \
    CALL(exec, exec, syscall_execve, "syscall-execve", MINUS_ONE)                                  \
    CALL(exec, exec, syscall_execveat, "syscall-execveat", MINUS_ONE)
#define NAMESPACES(CALL)                                                                           \
    CALL(namespace, namespace, unshare, "unshare", MINUS_ONE)                                      \
    CALL(namespace, namespace, setns, "setns", MINUS_ONE)                                          \
    CALL(namespace, namespace, syscall_unshare, "syscall-unshare", MINUS_ONE)                      \
    CALL(namespace, namespace, syscall_setns, "syscall-setns", MINUS_ONE)
#define CALLS(CALL)                                                                                \
    CREATIONS(CALL) SPAWNS(CALL, create) SPAWNS(CALL, exec) EXECS(CALL) NAMESPACES(CALL)

struct call {
    const char *judged_as; // the event of the rule
    const char *kind;      // the event in the log
    const char *guest_api;
    const char *denied; // stdout of the guest
};

static const char *api_of(const char *guest_api) {
    return strncmp(guest_api, "syscall-", 8) == 0 ? "syscall" : guest_api;
}

static char *one_rule(const struct call *call, const char *action) {
    return policy_of(text("{\"id\": \"r\", \"match\": {\"event\": \"%s\", \"api\": [\"%s\"]},"
                          " \"action\": %s}",
                          call->judged_as, api_of(call->guest_api), action));
}

// One event of the call, with the rule. A refusal says so, and names the errno.
static void look_at(const struct log *log, const struct call *call, const char *match,
                    const char *error) {
    const struct event *event = log_find(log, call->kind, api_of(call->guest_api), 0);

    cr_assert_eq(log_count(log, call->kind, NULL), 1u, "%zu %s events",
                 log_count(log, call->kind, NULL), call->kind);
    cr_assert_not_null(event);
    cr_assert_str_eq(rules_of(event), match, "%s", event->line);
    if (!error)
        return;
    cr_assert(event->error && strcmp(event->error, error) == 0, "%s", event->line);
    if (strcmp(call->kind, "exec") != 0)
        cr_assert(event->result && strcmp(event->result, "denied") == 0, "%s", event->line);
    cr_assert_eq(event->child.tid, 0, "%s", event->line);
}

// strace's account has the execve of the program itself, and nothing else.
static void only_itself(const struct run *run) {
    struct account account = kernel_read(run->trace_path);

    cr_assert_eq(account.count, 1u, "%s", read_file(run->trace_path, NULL));
    cr_assert_str_eq(account.entries[0].call, "execve");
}

static void skip_without_strace(void) {
    if (!have_program("strace"))
        cr_skip_test("no strace");
}

static void deny(const struct call *call) {
    char *policy = one_rule(call, "\"deny\", \"errno\": \"EXDEV\"");
    struct run run = judged(SHIM, policy, "refused", call->guest_api);
    struct log log = log_of(&run, 0, call->denied);

    look_at(&log, call, "r:deny", "EXDEV");
    run = judged(SHIM, policy, "refused", call->guest_api, "handler");
    log = log_of(&run, 0, call->denied);
    look_at(&log, call, "r:deny", "EXDEV");
    skip_without_strace();
    run = judged(STRACE, policy, "refused", call->guest_api);
    log = log_of(&run, 0, call->denied);
    look_at(&log, call, "r:deny", "EXDEV");
    only_itself(&run);
}

// The line is written, then the process ends, whatever it has made of SIGABRT.
static struct run killed(enum way way, const struct call *call, const char *policy,
                         const char *how) {
    const char *const argv[] = {"refused", call->guest_api, how, NULL};
    struct run run = run_judged(way, policy, NULL, argv);
    struct log log = log_read(run.log_path);

    if (exited(&run, 77))
        cr_skip_test("not in this C library or kernel");
    cr_assert(WIFSIGNALED(run.status) && WTERMSIG(run.status) == SIGABRT, "status 0x%x: %s",
              (unsigned)run.status, run.out);
    cr_assert_str_empty(run.out);
    look_at(&log, call, "r:kill", "EPERM");
    return run;
}

static void kill_at(const struct call *call) {
    char *policy = one_rule(call, "\"kill\"");
    struct run run;

    killed(SHIM, call, policy, NULL);
    killed(SHIM, call, policy, "handler");
    killed(SHIM, call, policy, "stubborn");
    skip_without_strace();
    run = killed(STRACE, call, policy, NULL);
    only_itself(&run);
}

// A namespace call is in strace's account once; creations and execs are compared one by one.
static void compare_with_kernel(const struct log *log, const struct run *run,
                                const struct call *call) {
    struct account account = kernel_read(run->trace_path);

    cr_assert_gt(account.count, 1u, "%s", read_file(run->trace_path, NULL));
    if (strcmp(call->kind, "namespace") == 0)
        cr_assert_eq(kernel_count(&account, "unshare") + kernel_count(&account, "setns"), 1u, "%s",
                     read_file(run->trace_path, NULL));
    if (strncmp(call->guest_api, "pidfd", 5) != 0) // what stands in for libc's calls clone itself
        kernel_compare(log, &account);
}

// What the guest prints without us. Its vfork through the C library's syscall(2) is never run so:
// the child returns through a frame that it shares with its parent, which then makes children until
// the kernel has no pid left, for every program of the machine.
static const char *native_of(const struct call *call) {
    struct run native;

    if (strcmp(call->guest_api, "syscall-vfork") == 0)
        return "returned 100 errno 0\n";
    native = run_guest(NATIVE, "refused", call->guest_api);
    if (exited(&native, 77))
        cr_skip_test("not in this C library or kernel");
    cr_assert(exited(&native, 0), "natively status 0x%x: %s", (unsigned)native.status, native.err);
    return native.out;
}

static void let_go(const struct call *call, const char *action, const char *match) {
    const char *native = native_of(call);
    char *policy = one_rule(call, action);
    struct run run;
    struct log log;

    run = judged(SHIM, policy, "refused", call->guest_api);
    log = log_of(&run, 0, native);
    look_at(&log, call, match, NULL);
    skip_without_strace();
    run = judged(STRACE, policy, "refused", call->guest_api);
    log = log_of(&run, 0, native);
    look_at(&log, call, match, NULL);
    compare_with_kernel(&log, &run, call);
}

static void allow(const struct call *call) {
    let_go(call, "\"allow\"", "r:allow");
}

static void warn(const struct call *call) {
    let_go(call, "\"warn\"", "r:warn");
}

#define FOUR_TESTS(event, logged, name, api, out)                                                  \
    static const struct call name##_call = {#event, #logged, api, out};                            \
    Test(allow, name) {                                                                            \
        allow(&name##_call);                                                                       \
    }                                                                                              \
    Test(warn, name) {                                                                             \
        warn(&name##_call);                                                                        \
    }                                                                                              \
    Test(deny, name) {                                                                             \
        deny(&name##_call);                                                                        \
    }                                                                                              \
    Test(kill, name) {                                                                             \
        kill_at(&name##_call);                                                                     \
    }
CALLS(FOUR_TESTS)

// A hook that is added and not tried here.
Test(every_api, is_in_the_list_of_calls) {
    static const char *const known[] = {
#define CT_API(id, name) name,
#include "event/api.def"
#undef CT_API
    };
#define TRIED(event, logged, name, api, out) found |= strcmp(known[i], api_of(api)) == 0;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        bool found = strcmp(known[i], "prctl") == 0; // makes no event but `blind`

        CALLS(TRIED)
        cr_assert(found, "%s is not in CALLS", known[i]);
    }
}
