// SPDX-License-Identifier: MIT
// The criteria that ask for more than the call itself: counts, threads, memory, depth, and globs of
// the program, the calling module and what is to be run.
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "judged.h"
#include "place.h"

#define DENY "\"action\": \"deny\", \"errno\": \"EXDEV\""
#define MADE "returned 100 errno 0\n"
#define REFUSED "returned -1 errno 18\n"

// One rule "no" that denies what matches.
static char *deny(const char *match) {
    return policy_of(text("{\"id\": \"no\", \"match\": {%s}, " DENY "}", match));
}

static struct log under(const char *match, const char *out, const char *const *argv) {
    struct run run = run_judged(SHIM, deny(match), NULL, argv);

    return log_of(&run, 0, out);
}

#define with(match, out, ...) under(match, out, (const char *const[]){__VA_ARGS__, NULL})

static size_t denied(const struct log *log) {
    size_t count = 0;

    for (size_t i = 0; i < log->count; i++)
        count += log->events[i].result && strcmp(log->events[i].result, "denied") == 0;
    return count;
}

// The threads themselves are 8 of the 108, those that are refused none.
Test(count, eight_threads_at_once) {
    struct log log =
        with("\"api\": [\"fork\"], \"count_over\": 108", "made 100 of 400\n", "created", "threads");

    cr_assert_eq(denied(&log), 300u);
}

Test(count, sixty_four_threads_at_once) {
    struct log log = with("\"api\": [\"fork\"], \"count_over\": 264", "made 200 of 3200\n",
                          "created", "threads", "64");

    cr_assert_eq(denied(&log), 3000u);
}

Test(count, threads_without_a_log) {
    const char *const argv[] = {"created", "threads", NULL};
    struct run run = run_judged(SHIM, deny("\"api\": [\"fork\"], \"count_over\": 108"),
                                "CLONETRACE_LOG=off", argv);

    cr_assert_str_eq(run.out, "made 100 of 400\n");
}

// 5 and the fork itself before, 4 after it; the child begins at zero.
Test(count, anew_in_a_child) {
    const char *const argv[] = {"created", "fork", NULL};
    struct run run;

    with("\"count_over\": 10", "made 5 and 4, in the child 10\n", "created", "fork");
    run = run_judged(SHIM, deny("\"count_over\": 10"), "CLONETRACE_LOG=off", argv);
    cr_assert_str_eq(run.out, "made 5 and 4, in the child 10\n");
}

// What another rule refuses is not counted: the exec in it either.
Test(count, without_what_was_refused) {
    char *policy =
        policy_of("{\"id\": \"spawn\", \"match\": {\"api\": [\"posix_spawn\"]}, " DENY "},"
                  "{\"id\": \"true\", \"match\": {\"path\": \"*/true\"}, " DENY "},"
                  "{\"id\": \"no\", \"match\": {\"count_over\": 1}, " DENY "}");
    struct run run = judged(SHIM, policy, "refused_then_made");

    log_of(&run, 0, "refused refused made refused\n");
}

Test(threads, alone_and_among_others) {
    struct log log = with("\"api\": [\"fork\"], \"multithreaded\": true", MADE, "refused", "fork");

    cr_assert_eq(denied(&log), 0u);
    with("\"api\": [\"fork\"], \"multithreaded\": true", "made 0 of 100\n", "created", "threads",
         "2");
    with("\"api\": [\"fork\"], \"multithreaded\": false", REFUSED, "refused", "fork");
    with("\"api\": [\"fork\"], \"multithreaded\": false", "made 100 of 100\n", "created", "threads",
         "2");
}

// dirty_exec touches as many pages as it is told, and forks.
Test(memory, below_and_above) {
    struct run run;
    struct log log;
    char *policy = deny("\"rss_mib_over\": 40");

    run = judged(SHIM, policy, "dirty_exec", "1");
    log = log_read(run.log_path);
    cr_assert_eq(denied(&log), 0u, "%s", run.err);
    cr_assert_gt(log_count(&log, "create", NULL), 0u);
    run = judged(SHIM, policy, "dirty_exec", "12000");
    log = log_read(run.log_path);
    cr_assert_eq(denied(&log), 1u, "%s", run.err);
}

Test(depth, forks_of_forks) {
    with("\"depth_over\": 2", "refused at 3\n", "created", "deep");
    with("\"depth_over\": 0", "refused at 1\n", "created", "deep");
}

Test(depth, shell_in_shell_in_shell) {
    const char *nested =
        "/bin/sh -c '/bin/sh -c \"/bin/true; echo not here\"; echo one'; echo zero";
    struct run run =
        judged(SHIM, deny("\"event\": \"create\", \"depth_over\": 1"), "/bin/sh", "-c", nested);
    struct log log = log_read(run.log_path);

    cr_assert_str_eq(run.out, "one\nzero\n", "%s", run.err);
    cr_assert_not_null(strstr(run.err, "fork"), "%s", run.err);
    cr_assert_eq(denied(&log), 1u);
}

Test(globs, exe) {
    with("\"exe\": \"*/refused\"", REFUSED, "refused", "fork");
    with("\"exe\": \"*/other\"", MADE, "refused", "fork");
}

Test(globs, module) {
    with("\"module\": \"*/refused\"", REFUSED, "refused", "fork");
    with("\"module\": \"*.so\"", MADE, "refused", "fork");
}

Test(globs, path) {
    with("\"path\": \"/bin/t*\"", REFUSED, "refused", "execv");
    with("\"path\": \"*/true\"", REFUSED, "refused", "execvp");
    with("\"path\": \"/bin/f*\"", "", "refused", "execv");
}

// A spawn and a shell are execs too, with a program that has a path.
static void refused_for_its_exec(const char *api, const char *path, const char *out) {
    struct log log = with(text("\"event\": \"exec\", \"path\": \"%s\"", path), out, "refused", api);
    const struct event *event = log_find(&log, "create", api, 0);

    cr_assert_not_null(event);
    cr_assert_str_eq(event->result, "denied", "%s", event->line);
    cr_assert_str_eq(rules_of(event), "no:deny", "%s", event->line);
    log = with("\"event\": \"exec\", \"path\": \"/other\"", "returned 0 errno 0\n", "refused",
               strcmp(api, "posix_spawnp") == 0 ? "posix_spawn" : api);
    cr_assert_eq(denied(&log), 0u);
}

Test(exec_within, posix_spawn) {
    refused_for_its_exec("posix_spawn", "/bin/true", "returned 18 errno 0\n");
}

Test(exec_within, posix_spawnp) {
    refused_for_its_exec("posix_spawnp", "/*/true", "returned 18 errno 0\n");
}

Test(exec_within, system) {
    refused_for_its_exec("system", "/bin/sh", REFUSED);
}

Test(exec_within, popen) {
    refused_for_its_exec("popen", "/bin/sh", REFUSED);
}

Test(exec_within, wordexp) {
    refused_for_its_exec("wordexp", "/bin/sh", "returned 4 errno 0\n");
}

// However glibc hides a command in its words: in what looks like arithmetic, in quotes that it does
// not heed there or behind a wildcard.
Test(exec_within, words_of_every_kind) {
    const char *const commands[] = {"$((echo a);(echo b))", "$((1+$(echo 2)))", "$[1+'$(echo 2)']",
                                    "$((1+'`echo 2`'))",    "x*'$(echo y)'",    "${X:-$(echo d)}"};
    const char *const plain[] = {"$((1+2))", "'$(x)'", "\\$\\(x\\)", "a '`b`'"};

    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        with("\"api\": [\"wordexp\"]", "error 4\n", "wordexp_one", commands[i]);
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++) {
        struct run native = run_guest(NATIVE, "wordexp_one", plain[i]);
        struct log log = with("\"api\": [\"wordexp\"]", native.out, "wordexp_one", plain[i]);

        cr_assert_eq(denied(&log), 0u, "%s", plain[i]);
    }
}

// What a rule would look at is not always there.
Test(pointers, to_nowhere) {
    const char *const argv[] = {"bad_pointers", NULL};
    struct run native = run_guest(NATIVE, "bad_pointers"), shim = run_guest(SHIM, "bad_pointers");
    char *policy = deny("\"event\": \"exec\", \"path\": \"/other\"");

    log_of(&shim, 0, native.out);
    shim = run_judged(SHIM, policy, "CLONETRACE_FOLLOW=1", argv);
    log_of(&shim, 0, native.out);
}

// 32 rules that ask for all there is to know, and match.
static char *thirty_two(void) {
    char *rules = text("{\"id\": \"r0\", \"match\": {\"path\": \"*/t*e\"}, \"action\": \"warn\"}");

    for (int i = 1; i < 16; i++)
        rules = text("%s, {\"id\": \"r%d\", \"match\": {\"module\": \"*/[a-z]*_*\"},"
                     " \"action\": \"warn\"}",
                     rules, i);
    for (int i = 16; i < 32; i++)
        rules = text("%s, {\"id\": \"r%d\", \"match\": {\"exe\": \"*_*\", \"depth_over\": 9,"
                     " \"rss_mib_over\": %d}, \"action\": \"warn\"}",
                     rules, i, 10000 + i);
    return policy_of(rules);
}

static long bytes_of(enum way way, const char *policy, const char *api) {
    struct run run = judged(way, policy, "stack_use", api);

    if (strcmp(run.out, "measured\n") != 0)
        cr_skip_test("cannot be measured here");
    return strtol(run.err, NULL, 10);
}

Test(stack, of_thirty_two_rules) {
    const char *const apis[] = {"fork", "vfork", "clone", "pthread_create", "posix_spawn", "execv"};
    char *policy = thirty_two();

    for (size_t i = 0; i < sizeof apis / sizeof *apis; i++) {
        long native = bytes_of(NATIVE, policy, apis[i]), shim = bytes_of(SHIM, policy, apis[i]);

        cr_log_info("%s: %ld bytes natively, %ld with 32 rules", apis[i], native, shim);
        cr_assert_leq(shim - native, 3072, "%s takes %ld bytes more", apis[i], shim - native);
    }
}

Test(stack, smallest_that_a_thread_may_have) {
    const char *const ways[] = {"thread", "fork", "vfork", "spawn"};

    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        struct run native = run_guest(NATIVE, "small_stack", ways[i]);
        struct run run = judged(SHIM, thirty_two(), "small_stack", ways[i]);

        log_of(&run, 0, native.out);
    }
}
