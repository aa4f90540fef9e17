// SPDX-License-Identifier: MIT
// `clonetrace policy` as a user runs it.
#include <criterion/criterion.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command.h"

static char scratch[] = "/tmp/ct-policy-XXXXXX";

static void set_up(void) {
    command_name = "policy";
    cr_assert_not_null(mkdtemp(scratch));
    cr_assert_eq(chdir(scratch), 0);
}

static void tear_down(void) {
    unlink("p.json");
    cr_assert_eq(chdir("/"), 0);
    cr_assert_eq(rmdir(scratch), 0);
}

TestSuite(policy_command, .init = set_up, .fini = tear_down);

static void write_policy(const char *text) {
    FILE *file = fopen("p.json", "w");

    cr_assert(file && fputs(text, file) >= 0 && fclose(file) == 0);
}

static void assert_result(struct command *command, int status, const char *out, const char *err) {
    cr_expect_eq(command->status, status, "status %d", command->status);
    cr_expect_str_eq(command->out, out);
    cr_expect_str_eq(command->err, err);
    free(command);
}

static void assert_says(struct command *command, const char *text) {
    cr_expect_eq(command->status, 0, "status %d: %s", command->status, command->err);
    cr_expect_str_empty(command->err);
    cr_expect(strstr(command->out, text), "no \"%s\" in:\n%s", text, command->out);
    free(command);
}

static void assert_fails(struct command *command, const char *text) {
    cr_expect_eq(command->status, 125, "status %d", command->status);
    cr_expect_str_empty(command->out);
    cr_expect(strstr(command->err, text), "no \"%s\" in: %s", text, command->err);
    free(command);
}

#define RULE(members) "{\"version\": 1, \"rules\": [\n  {" members "}\n]}\n"

Test(policy_command, check_counts_the_rules_of_what_is_right) {
    write_policy(RULE("\"id\": \"a\", \"match\": {}, \"action\": \"warn\""));
    assert_result(COMMAND("check", "p.json", "preset:no-exec"), 0,
                  "p.json: ok, 1 rule\npreset:no-exec: ok, 2 rules\n", "");
}

Test(policy_command, check_says_file_line_and_column_of_what_is_wrong) {
    write_policy(RULE("\"id\": \"a\", \"action\": \"deny\", \"match\": {\"api\": [\"frok\"]}"));
    assert_result(COMMAND("check", "p.json"), 125, "",
                  "p.json:2:51: rules[0].match.api[0]: \"frok\" is not a hooked function; did you "
                  "mean \"fork\"?\n");
}

Test(policy_command, check_goes_on_after_a_bad_one) {
    write_policy("");
    assert_result(COMMAND("check", "p.json", "preset:max-tasks"), 125,
                  "preset:max-tasks: ok, 1 rule\n",
                  "p.json:1:1: the text is empty, expected a policy: {\"version\": 1, \"rules\": "
                  "[...]}\n");
}

Test(policy_command, check_reads_standard_input) {
    write_policy(RULE("\"id\": \"a\", \"match\": {}"));
    cr_assert_eq(dup2(open("p.json", O_RDONLY), STDIN_FILENO), STDIN_FILENO);
    assert_result(COMMAND("check", "-"), 125, "",
                  "<stdin>:2:3: rules[0]: this rule has no \"action\"\n");
}

Test(policy_command, check_names_what_cannot_be_read) {
    assert_fails(COMMAND("check", "none.json"), "none.json: cannot open it: No such file");
    assert_fails(COMMAND("check", "/"), "/: cannot read it: Is a directory");
    assert_fails(COMMAND("check", "preset:spawn-onyl"), "did you mean 'preset:spawn-only'?");
    assert_fails(COMMAND("check", "preset:"), "'clonetrace policy list' has them all");
    assert_fails(COMMAND("check", "a\nb"), "a?b: cannot open it");
}

Test(policy_command, check_reads_no_more_than_a_policy_may_have) {
    assert_fails(COMMAND("check", "/dev/zero"), "/dev/zero: larger than 1 MiB");
}

Test(policy_command, check_in_json) {
    struct command *command = COMMAND("check", "--json", "preset:no-exec", "none\xff.json");
    json_t *line = json_loads(command->out, JSON_DISABLE_EOF_CHECK, NULL);
    json_t *next = json_loads(strchr(command->out, '\n'), 0, NULL);

    cr_assert(line && next, "%s", command->out);
    cr_expect(json_is_true(json_object_get(line, "ok")));
    cr_expect_eq(json_integer_value(json_object_get(line, "rules")), 2);
    cr_expect(json_is_false(json_object_get(next, "ok")));
    cr_expect_null(json_object_get(next, "line"));
    cr_expect_eq(command->status, 125);
    json_decref(line);
    json_decref(next);
    free(command);
}

Test(policy_command, the_policies_of_the_tests_are_right) {
    static const char *const names[] = {"design", "every-criterion", "build-sandbox"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char path[4096];

        snprintf(path, sizeof path, "%s/%s.json", getenv("POLICIES"), names[i]);
        assert_says(COMMAND("check", path), ": ok, ");
        assert_says(COMMAND("explain", path), "would be ");
    }
}

Test(policy_command, list_has_every_preset) {
    assert_says(COMMAND("list"), "preset:no-shared-memory-process\n  No process that shares");
    assert_says(COMMAND("list", "--json"), "{\"policy\":\"preset:spawn-only\",\"description\":\"");
    assert_fails(COMMAND("list", "x"), "takes no policy");
}

Test(policy_command, explain_says_what_each_function_gets) {
    assert_says(COMMAND("explain", "preset:single-threaded"),
                "pthread_create, thrd_create, clone (like a thread, CLONE_VM)");
    assert_says(COMMAND("explain", "preset:single-threaded"),
                "would be refused by rule single-threaded with EPERM");
    assert_says(COMMAND("explain", "preset:single-threaded"), "everything else would be allowed");
    assert_says(
        COMMAND("explain", "preset:spawn-only"),
        "posix_spawn, posix_spawnp, pidfd_spawn, pidfd_spawnp, system, popen, wordexp would be "
        "allowed by\n    rule spawn");
    assert_says(COMMAND("explain", "preset:max-tasks"),
                "once the process has made 1000 creations; otherwise allowed\n");
}

Test(policy_command, explain_tells_a_spawn_from_its_program) {
    struct command *once = COMMAND("explain", "preset:spawn-only");

    cr_expect_null(strstr(once->out, "for its program"), "the same for both");
    free(once);
    assert_says(COMMAND("explain", "preset:no-exec"), "posix_spawn (for its program)");
}

Test(policy_command, explain_says_a_rule_in_words) {
    write_policy(RULE("\"id\": \"a\", \"action\": \"kill\", \"match\": {\"flags\": {\"all\": "
                      "[\"CLONE_VM\"], \"none\": [\"CLONE_VFORK\"]}, \"exit_signal\": null, "
                      "\"rss_mib_over\": 5, \"exe\": \"*/x\"}"));
    assert_says(
        COMMAND("explain", "p.json"),
        "    ends the process with SIGABRT at every creation with CLONE_VM without CLONE_VFORK "
        "with no exit\n    signal, while the process has more than 5 MiB resident, in a program "
        "that matches '*/x'\n");
}

Test(policy_command, explain_tells_of_a_rule_that_nothing_usual_meets) {
    write_policy(
        RULE("\"id\": \"a\", \"action\": \"deny\", \"match\": {\"api\": [\"fork\"], \"flags\": "
             "{\"all\": [\"CLONE_NEWNS\"]}}"));
    assert_says(COMMAND("explain", "p.json"), "no function passes this by itself");
}

Test(policy_command, explain_in_json) {
    struct command *command = COMMAND("explain", "--json", "preset:no-fork-when-threaded");
    json_t *root = json_loads(command->out, JSON_REJECT_DUPLICATES, NULL);
    json_t *rule = json_array_get(json_object_get(root, "rules"), 0);
    json_t *call = json_array_get(json_object_get(root, "calls"), 0);

    cr_assert_not_null(root, "%s", command->out);
    cr_expect_str_eq(json_string_value(json_object_get(rule, "errno")), "EPERM");
    cr_expect_str_eq(json_string_value(json_object_get(call, "api")), "fork");
    cr_expect(json_is_false(json_object_get(call, "refused")), "it depends on threads");
    json_decref(root);
    free(command);
}

Test(policy_command, mistakes_get_a_suggestion) {
    assert_fails(COMMAND("chekc", "x"), "did you mean 'check'?");
    assert_fails(COMMAND("check", "--jsno"), "did you mean '--json'?");
    assert_fails(COMMAND("check"), "which?");
    assert_fails(COMMAND("explain"), "one policy, please");
    assert_fails(COMMAND(NULL), "what with it?");
    assert_says(COMMAND("--help"), "usage: clonetrace policy list");
}
