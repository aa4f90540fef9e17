// SPDX-License-Identifier: MIT
// What the actions do: rules in order, warn that goes on, allow that ends the search, kill.
// Enforced whatever is logged, in children and in programs that they become.
#include <criterion/criterion.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "judged.h"
#include "place.h"

#define RULE(id, match, action)                                                                    \
    "{\"id\": \"" id "\", \"match\": {" match "}, \"action\": " action "}"
#define DENY "\"deny\", \"errno\": \"EXDEV\""
#define CREATE "\"event\": \"create\""
#define EXEC "\"event\": \"exec\""

#define MADE "returned 100 errno 0\n"
#define REFUSED "returned -1 errno 18\n"

static const char *rules_of_first(const struct log *log, const char *kind) {
    const struct event *event = log_find(log, kind, NULL, 0);

    cr_assert_not_null(event, "no %s event", kind);
    return rules_of(event);
}

// One fork under these rules.
static void fork_under(const char *rules, const char *out, const char *matched) {
    struct run run = judged(SHIM, policy_of(rules), "refused", "fork");
    struct log log = log_of(&run, 0, out);

    cr_assert_eq(log_count(&log, "create", NULL), 1u);
    cr_assert_str_eq(rules_of_first(&log, "create"), matched);
}

Test(action, no_rule_matches) {
    fork_under(RULE("no", "\"api\": [\"vfork\"]", DENY), MADE, "");
}

Test(action, warn_goes_on) {
    fork_under(RULE("w", CREATE, "\"warn\""), MADE, "w:warn");
}

Test(action, every_rule_that_matched_in_order) {
    fork_under(
        RULE("b", CREATE, "\"warn\"") "," RULE("x", "\"api\": [\"vfork\"]", "\"warn\"") "," RULE(
            "a", "\"relation\": \"process\"", "\"warn\"") "," RULE("c", CREATE, DENY),
        REFUSED, "b:warn a:warn c:deny");
}

Test(action, allow_ends_the_search) {
    fork_under(RULE("mine", "\"api\": [\"fork\"]", "\"allow\"") "," RULE("no", CREATE, DENY), MADE,
               "mine:allow");
}

Test(action, errno_is_eperm_by_default) {
    fork_under(RULE("no", CREATE, "\"deny\""), "returned -1 errno 1\n", "no:deny");
}

Test(action, warn_of_an_exec_and_of_a_namespace) {
    char *policy = policy_of(
        RULE("e", EXEC, "\"warn\"") "," RULE("n", "\"event\": \"namespace\"", "\"warn\""));
    struct run run = judged(SHIM, policy, "refused", "execv");
    struct log log = log_of(&run, 0, "");

    cr_assert_str_eq(rules_of_first(&log, "exec"), "e:warn");
    run = judged(SHIM, policy, "refused", "unshare");
    log = log_of(&run, 0, "returned 0 errno 0\n");
    cr_assert_str_eq(rules_of_first(&log, "namespace"), "n:warn");
}

static void ignore_sigabrt(void) {
    signal(SIGABRT, SIG_IGN);
}

static void block_sigabrt(void) {
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGABRT);
    sigprocmask(SIG_BLOCK, &set, NULL);
}

// The line is written, then the process ends.
static void killed(const char *kind, const char *api, const char *how, void (*prepare)(void)) {
    char *policy = policy_of(
        text("{\"id\": \"k\", \"match\": {\"event\": \"%s\"}, \"action\": \"kill\"}", kind));
    const struct program program = {
        .argv = (const char *const[]){"refused", api, how, NULL},
        .env = (const char *const[]){text("CLONETRACE_POLICY=%s", policy), NULL},
        .prepare = prepare};
    struct run run = run_program(SHIM, &program);
    struct log log = log_read(run.log_path);

    cr_assert(WIFSIGNALED(run.status) && WTERMSIG(run.status) == SIGABRT, "status 0x%x: %s",
              (unsigned)run.status, run.out);
    cr_assert_str_empty(run.out);
    cr_assert_str_eq(rules_of_first(&log, kind), "k:kill");
}

static void killed_always(const char *kind, const char *api) {
    killed(kind, api, NULL, NULL);
    killed(kind, api, NULL, ignore_sigabrt);
    killed(kind, api, NULL, block_sigabrt);
    killed(kind, api, "stubborn", NULL);
    killed(kind, api, "handler", NULL);
}

Test(kill, fork) {
    killed_always("create", "fork");
}

Test(kill, vfork) {
    killed_always("create", "vfork");
}

Test(kill, syscall) {
    killed_always("create", "syscall-clone3");
}

Test(kill, pthread_create) {
    killed_always("create", "pthread_create");
}

Test(kill, posix_spawn) {
    killed_always("create", "posix_spawn");
}

Test(kill, execve) {
    killed_always("exec", "execve");
}

Test(kill, unshare) {
    killed_always("namespace", "unshare");
}

// No log, none that can be written, none of the event: the policy stands.
static void refused_with(const char *variable) {
    char *policy = policy_of(RULE("no", CREATE, DENY) "," RULE("nx", EXEC, DENY));
    const char *const fork[] = {"refused", "fork", NULL}, *const exec[] = {"refused", "execv",
                                                                           NULL};
    struct run run = run_judged(SHIM, policy, variable, fork);
    struct log log;

    cr_assert_str_eq(run.out, REFUSED, "%s", variable);
    log = log_read(run.log_path);
    cr_assert_eq(log_count(&log, "create", NULL), 0u);
    run = run_judged(SHIM, policy, variable, exec);
    cr_assert_str_eq(run.out, REFUSED, "%s", variable);
}

Test(enforced, without_a_log) {
    refused_with("CLONETRACE_LOG=off");
}

Test(enforced, with_a_log_that_cannot_be_written) {
    refused_with("CLONETRACE_LOG=/nonexistent/log");
    refused_with("CLONETRACE_LOG=/dev/full");
    refused_with("CLONETRACE_LOG=fd:77");
}

Test(enforced, with_events_that_are_not_written) {
    refused_with("CLONETRACE_EVENTS=image,exit");
}

Test(enforced, on_a_thread_without_a_log) {
    struct run run = run_judged(SHIM, policy_of(RULE("no", CREATE, DENY)), "CLONETRACE_LOG=off",
                                (const char *const[]){"refused", "pthread_create", NULL});

    cr_assert_str_eq(run.out, "returned 18 errno 0\n");
}

// With CLONETRACE_ENFORCE=0 every rule is noted, and none is obeyed.
static void observed(const char *action, const char *kind, const char *api, const char *out) {
    char *policy = policy_of(
        text("{\"id\": \"r\", \"match\": {\"event\": \"%s\"}, \"action\": \"%s\"}", kind, action));
    const char *const argv[] = {"refused", api, NULL};
    struct run run = run_judged(SHIM, policy, "CLONETRACE_ENFORCE=0", argv);
    struct log log = log_of(&run, 0, out);
    const struct event *event = log_find(&log, kind, NULL, 0);

    cr_assert_str_eq(rules_of_first(&log, kind), text("r:%s", action));
    cr_assert(!event->error && (!event->result || strcmp(event->result, "ok") == 0), "%s",
              event->line);
}

Test(observed, refuses_nothing) {
    observed("deny", "create", "fork", MADE);
    observed("deny", "create", "vfork", MADE);
    observed("kill", "create", "posix_spawn", "returned 0 errno 0\n");
    observed("deny", "create", "pthread_create", "returned 0 errno 0\n");
    observed("kill", "create", "syscall-clone3", MADE);
    observed("deny", "exec", "execve", "");
    observed("kill", "namespace", "unshare", "returned 0 errno 0\n");
}

Test(observed, only_where_it_is_said_clearly) {
    char *policy = policy_of(RULE("no", CREATE, DENY));
    struct run run = run_judged(SHIM, policy, "CLONETRACE_ENFORCE=no",
                                (const char *const[]){"refused", "fork", NULL});

    cr_assert_str_eq(run.out, REFUSED);
    cr_assert(strstr(run.err, "CLONETRACE_ENFORCE=no"), "%s", run.err);
}

// The policy goes along in the environment, and into one that a program made anew where it is to be
// followed there.
Test(enforced, after_an_exec) {
    char *policy = policy_of(RULE("no", "\"api\": [\"_Fork\", \"__fork\"]", DENY));
    struct run run = judged(SHIM, policy, "/bin/sh", "-c", "refused __fork; exec refused __fork");

    log_of(&run, 0, REFUSED REFUSED);
}

Test(enforced, in_an_environment_made_anew) {
    char *policy = policy_of(RULE("no", "\"api\": [\"__fork\"]", DENY));
    const char *const argv[] = {"/usr/bin/env", "-i", guest_path("refused"), "__fork", NULL};
    struct run run = run_judged(SHIM, policy, "CLONETRACE_FOLLOW=1", argv);

    log_of(&run, 0, REFUSED);
}

// What was refused gives back the room in which an environment is repaired.
Test(enforced, in_a_large_environment_made_anew) {
    char *policy = policy_of(RULE("no", "\"api\": [\"fork\"]", DENY) "," RULE(
        "nx", "\"path\": \"/bin/true\"", DENY) "," RULE("nf", "\"api\": [\"fexecve\"]", DENY));
    const char *const argv[] = {"scrubbed_exec", guest_path("refused"), "fork", NULL};
    struct run run = run_judged(SHIM, policy, "CLONETRACE_FOLLOW=1", argv);

    log_of(&run, 0, REFUSED);
}

Test(enforced, before_the_constructor) {
    struct run run = judged(SHIM, policy_of(RULE("no", CREATE, DENY)), "early");
    struct log log = log_read(run.log_path);

    cr_assert_gt(log_count(&log, "create", NULL), 0u);
    for (size_t i = 0; i < log_count(&log, "create", NULL); i++)
        cr_assert_str_eq(log_find(&log, "create", NULL, i)->result, "denied");
}

static void intact(const char *guest, const char *way, const char *kind) {
    char *policy = policy_of(RULE("no", "\"api\": [\"vfork\"]", DENY) "," RULE("nx", EXEC, DENY));
    struct run run;
    struct log log;

    if (access(guest_path(guest), X_OK) != 0)
        cr_skip_test("%s was not built", guest);
    if (strcmp(way, "exec") == 0)
        policy = policy_of(RULE("nx", EXEC, DENY));
    run = judged(SHIM, policy, guest, way);
    log = log_of(&run, 0, "intact\n");
    cr_assert_eq(log_count(&log, kind, NULL), strcmp(way, "exec") == 0 ? 10u : 60u);
    run = run_judged(SHIM, policy, "CLONETRACE_LOG=off", (const char *const[]){guest, way, NULL});
    cr_assert_str_eq(run.out, "intact\n");
}

#define INTACT_TEST(compiler, level)                                                               \
    Test(intact_##compiler, level) {                                                               \
        intact("vfork_refused_" #compiler "_" #level, "vfork", "create");                          \
        intact("vfork_refused_" #compiler "_" #level, "exec", "exec");                             \
    }
#define INTACT_TESTS(compiler)                                                                     \
    INTACT_TEST(compiler, O0)                                                                      \
    INTACT_TEST(compiler, O1)                                                                      \
    INTACT_TEST(compiler, O2)                                                                      \
    INTACT_TEST(compiler, O3)                                                                      \
    INTACT_TEST(compiler, Os)

INTACT_TESTS(gcc)
INTACT_TESTS(clang)
