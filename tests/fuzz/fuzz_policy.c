// SPDX-License-Identifier: MIT
// A policy file of any bytes: it is refused with a place in it and one printable line, or it gives
// rules that judge any call.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "policy/load.h"
#include "policy/rule.h"

#define RULE(id, match, action)                                                                    \
    "{\"id\":\"" id "\",\"match\":{" match "},\"action\":\"" action "\"}"
#define POLICY(rules) "{\"version\":1,\"rules\":[" rules "]}"

const char *const ct_fuzz_seeds[] = {
    POLICY(RULE("a", "", "deny")),
    POLICY(RULE("a", "\"event\":\"create\",\"api\":[\"fork\",\"clone\"]", "warn") "," RULE(
        "b", "\"flags\":{\"all\":[\"CLONE_VM\"],\"none\":[\"CLONE_VFORK\",\"0x2000000000000\"]}",
        "deny")),
    POLICY(RULE(
        "a",
        "\"flags\":{\"any\":[\"CLONE_NEWNS\",\"UNSHARE_EMPTY_MNTNS\"]},\"exe\":\"/usr/[a-z]*\"",
        "allow")),
    POLICY(RULE("a",
                "\"exit_signal\":\"SIGRTMIN+3\",\"relation\":\"process\",\"multithreaded\":true",
                "kill")),
    POLICY(RULE("a", "\"rss_mib_over\":512,\"depth_over\":3,\"count_over\":9,\"module\":\"?\\\\*\"",
                "warn")),
    POLICY(RULE("a", "\"path\":\"*.sh\"", "allow") "," RULE("b", "\"path\":\"/x\"", "deny")),
    "{\"description\":\"d\\u00e9\\ud83d\\ude00\",\n\"version\":1,\n\"rules\":[\n\t{\"id\":\"x\","
    "\"match\":{},"
    "\"action\":\"deny\",\"errno\":\"EAGAIN\",\"reason\":\"r\"}]}",
    NULL};
const char *const ct_fuzz_words[] = {"{",
                                     "}",
                                     "[",
                                     "]",
                                     ",",
                                     ":",
                                     "\"",
                                     "\\",
                                     "\\u0041",
                                     "\\ud800",
                                     "\n",
                                     "\xff",
                                     "\xc3\xa9",
                                     "null",
                                     "true",
                                     "1e99",
                                     "-1",
                                     "99999999999999999999",
                                     "\"id\":\"a\",",
                                     "\"action\":\"warn\",",
                                     "\"errno\":\"EPERM\",",
                                     "\"match\":{},",
                                     "\"event\":\"exec\",",
                                     "\"api\":[\"fork\"],",
                                     "\"CLONE_VM\",",
                                     "\"CLONE_PARENT_SETTID\",",
                                     "*",
                                     "?",
                                     "[!",
                                     "deny",
                                     "allow",
                                     "\"flags\":{\"any\":[\"CLONE_FS\"]},",
                                     "[[[[[[[[",
                                     RULE("c", "\"api\":[\"execve\"]", "deny") ",",
                                     NULL};

static void check(bool holds, const char *what) {
    if (holds)
        return;
    fprintf(stderr, "fuzz_policy: %s\n", what);
    abort();
}

static void check_error(const char *text, size_t size, const struct ct_policy_error *error) {
    unsigned lines = 1;

    for (size_t i = 0; i < size; i++)
        lines += text[i] == '\n';
    check(error->line >= 1 && error->line <= lines, "a line that is not in the text");
    check(error->column >= 1 && error->column <= size + 1, "a column that is not in the text");
    check(strlen(error->message) > 0, "no message");
    for (const char *at = error->message; *at; at++)
        check((unsigned char)*at >= ' ' && (unsigned char)*at < 0x7f,
              "a message that is not plain");
}

static void check_decision(const struct ct_policy *policy, const struct ct_facts *facts) {
    unsigned count = ct_policy_rule_count(policy);
    struct ct_decision decision;

    ct_policy_decide(policy, facts, &decision);
    check(count == 64 || decision.matched >> count == 0, "a match of a rule that is not there");
    check(!decision.matched || ct_policy_needs(policy, facts->kind, facts->api) & CT_NEEDS_DECISION,
          "a match where none was needed");
    if (decision.rule == CT_POLICY_NO_RULE) {
        check(decision.action == (decision.matched ? CT_ACTION_WARN : CT_ACTION_ALLOW),
              "an action of no rule");
        return;
    }
    check(decision.rule < count && decision.matched >> decision.rule == 1,
          "a decision before its rule");
    check(decision.action == ct_policy_rule_action(policy, decision.rule), "another action");
    check((decision.action == CT_ACTION_DENY) == (decision.error != 0), "a denial without errno");
}

static void check_policy(const struct ct_policy *policy) {
    static const enum ct_event_kind kinds[] = {CT_EVENT_CREATE, CT_EVENT_EXEC, CT_EVENT_NAMESPACE,
                                               CT_EVENT_IMAGE};
    struct ct_facts facts = {.exe = "/usr/bin/x", .module = "?*", .path = "/x.sh"};

    for (unsigned i = 0; i < ct_policy_rule_count(policy); i++)
        check(*ct_policy_rule_id(policy, i) && strlen(ct_policy_rule_id(policy, i)) <= 63, "an id");
    for (size_t kind = 0; kind < sizeof kinds / sizeof kinds[0]; kind++) {
        for (unsigned api = 0; api < CT_API_COUNT; api++) {
            facts.kind = kinds[kind];
            facts.api = (enum ct_api)api;
            facts.flags = (uint64_t)1 << api * 2 % 64 | (api & 1 ? 0x4100 : 0);
            facts.rss_kib = facts.count = facts.depth = api * 100000;
            facts.multithreaded = api & 1;
            check_decision(policy, &facts);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char *text =
        malloc(size ? size : 1); // exactly as long, so that a sanitizer sees one byte too far
    struct ct_policy_error error;
    struct ct_policy *policy;
    int result;

    if (!text)
        return 0;
    memcpy(text, data, size);
    result = ct_policy_load(text, size, &policy, &error);
    check(result == 0 || result == -EINVAL, "a result that is neither 0 nor -EINVAL");
    if (result)
        check_error(text, size, &error);
    else
        check_policy(policy);
    ct_policy_destroy(policy);
    free(text);
    return 0;
}
