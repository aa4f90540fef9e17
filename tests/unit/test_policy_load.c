// SPDX-License-Identifier: MIT
// What the loader refuses, where it says so, and what it says.
#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "policy.h"

struct bad {
    const char *text;
    unsigned line, column;
    const char *says; // part of the message
};

static void assert_refused(const struct bad *bad) {
    struct ct_policy_error error;
    struct ct_policy *policy;

    cr_expect_eq(ct_policy_load(bad->text, strlen(bad->text), &policy, &error), -EINVAL, "%s",
                 bad->text);
    cr_expect_null(policy);
    cr_expect(error.line == bad->line && error.column == bad->column,
              "%u:%u instead of %u:%u for %s: %s", error.line, error.column, bad->line, bad->column,
              bad->text, error.message);
    cr_expect(strstr(error.message, bad->says), "no \"%s\" in \"%s\"", bad->says, error.message);
}

#define ALL_REFUSED(table)                                                                         \
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)                                    \
    assert_refused(&table[i])

#define RULES(rules) "{\"version\": 1, \"rules\": [\n" rules "\n]}"
#define MATCH(match) RULES("{\"id\": \"r\", \"action\": \"deny\", \"match\": {\n" match "}}")

Test(policy_load, what_is_no_json) {
    static const struct bad table[] = {
        {"", 1, 1, "the text is empty, expected a policy"},
        {" \n\t ", 1, 1, "the text is empty"},
        {"{\"version\": 1,\n \"rules\": [", 2, 12, "ends in the middle"},
        {"{\"version\": 1,\n \"rul", 2, 6, "ends in the middle"},
        {RULES("{\"id\": \"r\", \"match\": {}, \"action\": \"deny\"}") "\nx", 4, 1,
         "expected the end of the file"},
        {"{\"version\": 1,\n\"version\": 1}", 2, 1, "second of its name"},
        {"{\"version\": 1,\n  rules: []}", 2, 3, "not JSON"},
        {"{\"version\": 1,\n  \"rules\": [}", 2, 13, "not JSON"},
        {"{\"version\": 99999999999999999999}", 1, 13, "too big integer"},
        {"{\"a\": \"\xff\"}", 1, 7, "unable to decode byte 0xff"},
        {"12", 1, 1, "not JSON"},
        {"\xef\xbb\xbf{}", 1, 1, "byte order mark"},
        {"[[[[[[[[[[[[[[[[[", 1, 17, "nested more than 16 deep"},
    };

    ALL_REFUSED(table);
}

Test(policy_load, the_outline) {
    static const struct bad table[] = {
        {"[]", 1, 1, "expected a policy, an object with version and rules, found an array"},
        {"{\n \"rules\": []}", 1, 1, "no \"version\""},
        {"{\"version\": 1}", 1, 1, "no \"rules\""},
        {"{\"version\": 2, \"rules\": []}", 1, 13, "expected the version 1, found 2"},
        {"{\"version\": \"1\", \"rules\": []}", 1, 13, "found \"1\""},
        {"{\"version\": 1.0, \"rules\": []}", 1, 13, "found 1.0"},
        {"{\"version\": 1, \"rules\": []}", 1, 25, "expected 1 to 64 rules, found none"},
        {"{\"version\": 1, \"rules\": {}}", 1, 25, "expected an array of rules, found an object"},
        {"{\"version\": 1,\n\"ruels\": []}", 2, 1, "did you mean \"rules\"?"},
        {"{\"versi\\u006Fn\": 1,\n\"r\\u00e9\": []}", 2, 1, "unknown key \"r\\u00E9\""},
        {"{\"version\": 1,\n\"rules\": [1]}", 2, 11, "rules[0]: expected a rule"},
        {"{\"version\": 1, \"description\": 5,\n\"rules\": [{\"id\": \"r\", \"match\": {}, "
         "\"action\": \"warn\"}]}",
         1, 31, "description: expected one line of text"},
    };

    ALL_REFUSED(table);
}

Test(policy_load, the_members_of_a_rule) {
    static const struct bad table[] = {
        {RULES("{\"match\": {}, \"action\": \"deny\"}"), 2, 1, "rules[0]: this rule has no \"id\""},
        {RULES("{\"id\": \"r\", \"action\": \"deny\"}"), 2, 1, "no \"match\"; {} matches"},
        {RULES("{\"id\": \"r\", \"match\": {}}"), 2, 1, "no \"action\""},
        {RULES("{\"id\": \"\", \"match\": {}, \"action\": \"deny\"}"), 2, 8, "1 to 63 characters"},
        {RULES("{\"id\": \"a b\", \"match\": {}, \"action\": \"deny\"}"), 2, 8, "found \"a b\""},
        {RULES("{\"id\": 7, \"match\": {}, \"action\": \"deny\"}"), 2, 8, "found 7"},
        {RULES("{\"id\": \"r\", \"match\": {}, \"action\": \"dney\"}"), 2, 36,
         "rules[0].action: \"dney\" is not an action; did you mean \"deny\"?"},
        {RULES("{\"id\": \"r\", \"match\": {}, \"action\": \"log\"}"), 2, 36,
         "allow, warn, deny, kill"},
        {RULES("{\"id\": \"r\", \"match\": {}, \"action\": \"warn\",\n\"errno\": \"EPERM\"}"), 3, 1,
         "\"errno\" belongs to the action \"deny\""},
        {RULES("{\"id\": \"r\", \"match\": {}, \"action\": \"deny\", \"errno\": \"EPREM\"}"), 2, 53,
         "did you mean \"EPERM\"?"},
        {RULES("{\"id\": \"r\", \"match\": {}, \"action\": \"deny\", \"errno\": 1}"), 2, 53,
         "expected an errno, found 1"},
        {RULES("{\"id\": \"r\", \"match\": {}, \"action\": \"deny\", \"reason\": \"a\\nb\"}"), 2,
         54, "one line of text"},
        {RULES("{\"id\": \"r\", \"match\": {}, \"action\": \"deny\", \"reson\": \"\"}"), 2, 44,
         "unknown key \"reson\"; did you mean \"reason\"?"},
        {RULES("{\"id\": \"r\", \"match\": {}, \"action\": \"warn\"},\n"
               "{\"match\": {}, \"action\": \"deny\", \"id\": \"r\"}"),
         3, 39, "rules[0] has the id \"r\" already"},
        {RULES("{\"id\": \"r\", \"match\": [], \"action\": \"deny\"}"), 2, 22,
         "object of criteria"},
    };

    ALL_REFUSED(table);
}

Test(policy_load, the_values_of_criteria) {
    static const struct bad table[] = {
        {MATCH("\"apis\": []"), 3, 1, "unknown key \"apis\"; did you mean \"api\"?"},
        {MATCH("\"colour\": 1"), 3, 1, "expected one of event, api, flags"},
        {MATCH("\"event\": \"exit\""), 3, 10, "not an event that rules can judge"},
        {MATCH("\"event\": [\"exec\"]"), 3, 10, "found an array"},
        {MATCH("\"api\": \"fork\""), 3, 8, "expected an array of names of functions"},
        {MATCH("\"api\": []"), 3, 8, "expected an array of names"},
        {MATCH("\"api\": [\"vfork\",\n \"froK\"]"), 4, 2, "rules[0].match.api[1]: \"froK\" is not"},
        {MATCH("\"api\": [\"posix_spwan\"]"), 3, 9, "did you mean \"posix_spawn\"?"},
        {MATCH("\"api\": [\"prctl\"]"), 3, 9, "\"prctl\" is not a hooked function"},
        {MATCH("\"api\": [null]"), 3, 9, "expected a hooked function, found null"},
        {MATCH("\"flags\": [\"CLONE_VM\"]"), 3, 10, "an object with all, any or none"},
        {MATCH("\"flags\": {}"), 3, 10, "an object with all, any or none"},
        {MATCH("\"flags\": {\"al\": []}"), 3, 11, "did you mean \"all\"?"},
        {MATCH("\"flags\": {\"all\": []}"), 3, 18, "expected an array of flags"},
        {MATCH("\"flags\": {\"all\": [\"CLONE_VFROK\"]}"), 3, 19, "did you mean \"CLONE_VFORK\"?"},
        {MATCH("\"flags\": {\"any\": [\"vm\"]}"), 3, 19, "did you mean \"CLONE_VM\"?"},
        {MATCH("\"flags\": {\"any\": [\"0xzz\"]}"), 3, 19, "digits"},
        {MATCH("\"flags\": {\"any\": [\"0x11\"]}"), 3, 19, "above the 0x7f"},
        {MATCH("\"exit_signal\": \"sigchld\""), 3, 16, "did you mean \"SIGCHLD\"?"},
        {MATCH("\"exit_signal\": \"SIGCHDL\""), 3, 16, "did you mean \"SIGCHLD\"?"},
        {MATCH("\"exit_signal\": 17"), 3, 16, "expected a signal or null, found 17"},
        {MATCH("\"relation\": \"task\""), 3, 13, "thread, process"},
        {MATCH("\"multithreaded\": 1"), 3, 18, "expected true or false, found 1"},
        {MATCH("\"rss_mib_over\": -1"), 3, 17,
         "expected an integer from 0 to 1073741824, found -1"},
        {MATCH("\"rss_mib_over\": 0.5"), 3, 17, "found 0.5"},
        {MATCH("\"depth_over\": 1000001"), 3, 15, "from 0 to 1000000"},
        {MATCH("\"count_over\": \"9\""), 3, 15, "found \"9\""},
        {MATCH("\"exe\": \"\""), 3, 8, "a glob of 1 to 1023 bytes"},
        {MATCH("\"module\": \"lib[a\""), 3, 11, "has a '[' without its ']'"},
        {MATCH("\"path\": \"a\\\\\""), 3, 9, "ends in a backslash"},
    };

    ALL_REFUSED(table);
}

Test(policy_load, criteria_that_do_not_fit_each_other) {
    static const struct bad table[] = {
        {MATCH("\"event\": \"create\", \"path\": \"*\""), 3, 20,
         "\"path\" is for exec events, and the rest of this rule for create events"},
        {MATCH("\"path\": \"*\",\n\"api\": [\"execve\",\n\"fork\"]"), 5, 1,
         "fork makes create events, and the rest of this rule is for exec events"},
        {MATCH("\"event\": \"exec\", \"flags\": {\"all\": [\"CLONE_VM\"]}"), 3, 18,
         "\"flags\" is for create and namespace events"},
        {MATCH("\"event\": \"exec\", \"count_over\": 5"), 3, 18, "\"count_over\" is for create"},
        {MATCH("\"event\": \"namespace\", \"relation\": \"thread\""), 3, 23, "\"relation\" is for"},
        {MATCH("\"event\": \"namespace\", \"exit_signal\": null"), 3, 23, "\"exit_signal\""},
        {MATCH("\"event\": \"namespace\", \"flags\": {\"all\": [\"CLONE_PIDFD\"]}"), 3, 41,
         "unshare and setns take no such flag"},
        {MATCH("\"event\": \"create\", \"flags\": {\"any\": [\"UNSHARE_EMPTY_MNTNS\"]}"), 3, 37,
         "only unshare takes this flag"},
        {MATCH("\"flags\": {\"all\": [\"CLONE_VM\"], \"none\": [\"CLONE_VM\"]}"), 3, 10,
         "CLONE_VM has to be set and must not be set"},
        {MATCH("\"flags\": {\"any\": [\"CLONE_VM\"], \"none\": [\"CLONE_VM\", \"CLONE_FS\"]}"), 3,
         10, "no call can match"},
        {MATCH("\"relation\": \"process\", \"flags\": {\"all\": [\"CLONE_THREAD\"]}"), 3, 13,
         "CLONE_THREAD has to be set and must not be set"},
    };

    ALL_REFUSED(table);
}

#define PAIR(first, action, then)                                                                  \
    RULES("{\"id\": \"first\", \"match\": {" first "}, \"action\": \"" action "\"},\n"             \
          "{\"id\": \"then\", \"match\": {" then "}, \"action\": \"deny\"}")

Test(policy_load, rules_that_can_never_be_reached) {
    static const char *const pairs[] = {
        PAIR("", "allow", "\"api\": [\"fork\"]"),
        PAIR("", "deny", ""),
        PAIR("\"event\": \"exec\"", "kill", "\"path\": \"/bin/*\""),
        PAIR("\"api\": [\"fork\", \"vfork\"]", "deny",
             "\"api\": [\"vfork\"], \"multithreaded\": true"),
        PAIR("\"flags\": {\"all\": [\"CLONE_VM\"]}", "deny",
             "\"flags\": {\"all\": [\"CLONE_VM\", \"CLONE_FS\"]}"),
        PAIR("\"flags\": {\"any\": [\"CLONE_VM\", \"CLONE_FS\"]}", "deny",
             "\"flags\": {\"all\": [\"CLONE_VM\"]}"),
        PAIR("\"flags\": {\"any\": [\"CLONE_VM\", \"CLONE_FS\"]}", "deny",
             "\"flags\": {\"any\": [\"CLONE_FS\"]}"),
        PAIR("\"relation\": \"thread\"", "deny",
             "\"flags\": {\"all\": [\"CLONE_THREAD\"]}, \"event\": \"create\""),
        PAIR("\"rss_mib_over\": 5", "deny", "\"rss_mib_over\": 6"),
        PAIR("\"exe\": \"/usr/*\"", "deny", "\"exe\": \"/usr/bin/make\""),
        PAIR("\"module\": \"*\"", "deny", "\"module\": \"/usr/?\""),
    };

    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        struct bad bad = {pairs[i], 3, 1, "\"then\" can never be reached: rules[0] \"first\""};

        assert_refused(&bad);
    }
}

Test(policy_load, rules_that_can_be_reached) {
    static const char *const pairs[] = {
        PAIR("", "warn", "\"api\": [\"fork\"]"),
        PAIR("\"api\": [\"fork\"]", "deny", "\"api\": [\"fork\", \"vfork\"]"),
        PAIR("\"multithreaded\": true", "deny", "\"multithreaded\": false"),
        PAIR("\"multithreaded\": true", "deny", ""),
        PAIR("\"rss_mib_over\": 6", "deny", "\"rss_mib_over\": 5"),
        PAIR("\"exe\": \"/usr/*\"", "deny", "\"exe\": \"/*\""),
        PAIR("\"exe\": \"*\"", "deny", "\"api\": [\"fork\"]"), // a program that is not known
        PAIR("\"flags\": {\"none\": [\"CLONE_VM\"]}", "deny", "\"event\": \"create\""),
        PAIR("\"flags\": {\"any\": [\"CLONE_VM\"]}", "deny",
             "\"flags\": {\"any\": [\"CLONE_VM\", \"CLONE_FS\"]}"),
        PAIR("\"exit_signal\": null", "deny", "\"exit_signal\": \"SIGCHLD\""),
        PAIR("\"event\": \"create\"", "deny", "\"api\": [\"syscall\"]"),
    };

    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        ct_policy_destroy(policy_of(pairs[i]));
}

Test(policy_load, more_than_64_rules) {
    char text[8192];
    struct bad bad = {text, 66, 1, "this is the 65th rule"};
    size_t len = (size_t)snprintf(text, sizeof text, "{\"version\":1,\"rules\":[");

    for (int i = 0; i < 65; i++)
        len += (size_t)snprintf(text + len, sizeof text - len,
                                "%s\n{\"id\":\"r%d\",\"match\":{},\"action\":\"warn\"}",
                                i ? "," : "", i);
    snprintf(text + len, sizeof text - len, "]}");
    assert_refused(&bad);
}

Test(policy_load, a_byte_of_zero_is_refused_where_it_is) {
    static const char text[] = "{\n\0}";
    struct ct_policy_error error;
    struct ct_policy *policy;

    cr_assert_eq(ct_policy_load(text, sizeof text - 1, &policy, &error), -EINVAL);
    cr_assert(error.line == 2 && error.column == 1, "%u:%u", error.line, error.column);
    cr_assert(strstr(error.message, "value 0"), "%s", error.message);
}

// The text is not there at all: reading any of it would crash.
Test(policy_load, a_hundred_megabytes_are_refused_unread) {
    struct ct_policy_error error;
    struct ct_policy *policy;

    cr_assert_eq(ct_policy_load((const char *)8, 100 << 20, &policy, &error), -EFBIG);
    cr_assert_eq(error.line, 0);
    cr_assert(strstr(error.message, "larger than 1 MiB"));
}

Test(policy_load, long_names_are_cut_in_messages) {
    char text[4096], name[2000];
    struct ct_policy_error error;
    struct ct_policy *policy;

    memset(name, 'n', sizeof name);
    name[sizeof name - 1] = '\0';
    snprintf(text, sizeof text, MATCH("\"%s\": 1"), name);
    cr_assert_eq(ct_policy_load(text, strlen(text), &policy, &error), -EINVAL);
    cr_assert(strstr(error.message, "nnn..., expected one of"), "%s", error.message);
}

Test(policy_load, texts_are_kept) {
    struct ct_policy *policy = policy_of(
        "{\"version\": 1, \"description\": \"caf\\u00e9\", \"rules\": [{\"id\": \"a.b_c-1\", "
        "\"match\": {\"exe\": \"/\\ud83d\\ude00\"}, \"action\": \"warn\"}]}");

    cr_assert_str_eq(ct_policy_description(policy), "caf\xc3\xa9");
    cr_assert_str_eq(ct_policy_rule_id(policy, 0), "a.b_c-1");
    cr_assert(DECIDE(policy, .api = CT_API_FORK, .exe = "/\xf0\x9f\x98\x80").matched);
    ct_policy_destroy(policy);
    ct_policy_destroy(NULL);
}
