// SPDX-License-Identifier: MIT
// What each criterion matches, and which of several rules decides.
#include <criterion/criterion.h>
#include <errno.h>
#include <linux/sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "policy.h"
#include "policy/rule.h"

#define FORK .api = CT_API_FORK, .exit_signal = SIGCHLD
#define THREAD .api = CT_API_PTHREAD_CREATE, .flags = CLONE_VM | CLONE_THREAD
#define EXEC .kind = CT_EVENT_EXEC, .api = CT_API_EXECVE
#define UNSHARE .kind = CT_EVENT_NAMESPACE, .api = CT_API_UNSHARE

Test(policy_decide, nothing_of_a_match_takes_every_event_that_rules_judge) {
    cr_assert(TAKES("{}", FORK));
    cr_assert(TAKES("{}", EXEC));
    cr_assert(TAKES("{}", UNSHARE));
    cr_assert_not(TAKES("{}", .kind = CT_EVENT_IMAGE));
    cr_assert_not(TAKES("{}", .kind = CT_EVENT_EXIT));
}

Test(policy_decide, event) {
    cr_assert(TAKES("{\"event\":\"create\"}", FORK));
    cr_assert_not(TAKES("{\"event\":\"create\"}", EXEC));
    cr_assert(TAKES("{\"event\":\"exec\"}", EXEC));
    cr_assert_not(TAKES("{\"event\":\"exec\"}", UNSHARE));
    cr_assert(TAKES("{\"event\":\"namespace\"}", UNSHARE));
    cr_assert(TAKES("{\"event\":\"exec\"}", .kind = CT_EVENT_EXEC, .api = CT_API_SYSCALL));
    cr_assert_not(TAKES("{\"event\":\"exec\"}", .kind = CT_EVENT_CREATE, .api = CT_API_SYSCALL));
}

Test(policy_decide, api) {
    cr_assert(TAKES("{\"api\":[\"vfork\",\"fork\"]}", FORK));
    cr_assert_not(TAKES("{\"api\":[\"vfork\"]}", FORK));
    cr_assert(TAKES("{\"api\":[\"execve\"]}", EXEC));
    cr_assert(TAKES("{\"api\":[\"syscall\"]}", .kind = CT_EVENT_NAMESPACE, .api = CT_API_SYSCALL));
}

Test(policy_decide, api_with_its_second_name) {
    cr_assert(TAKES("{\"api\":[\"fork\"]}", .api = CT_API_FORK_ALIAS));
    cr_assert(TAKES("{\"api\":[\"vfork\"]}", .api = CT_API_VFORK_ALIAS));
    cr_assert(TAKES("{\"api\":[\"clone\"]}", .api = CT_API_CLONE_ALIAS));
    cr_assert_not(TAKES("{\"api\":[\"__fork\"]}", FORK));
    cr_assert_not(TAKES("{\"api\":[\"fork\"]}", .api = CT_API__FORK));
}

Test(policy_decide, flags) {
    const char *all = "{\"flags\":{\"all\":[\"CLONE_VM\",\"CLONE_VFORK\"]}}";
    const char *any = "{\"flags\":{\"any\":[\"CLONE_VM\",\"CLONE_VFORK\"]}}";
    const char *none = "{\"flags\":{\"none\":[\"CLONE_VM\",\"CLONE_VFORK\"]}}";

    cr_assert(TAKES(all, .flags = CLONE_VM | CLONE_VFORK | CLONE_FS));
    cr_assert_not(TAKES(all, .flags = CLONE_VM));
    cr_assert(TAKES(any, .flags = CLONE_VFORK));
    cr_assert_not(TAKES(any, .flags = CLONE_FS));
    cr_assert(TAKES(none, .flags = CLONE_FS));
    cr_assert_not(TAKES(none, .flags = CLONE_FS | CLONE_VM));
    cr_assert_not(TAKES(none, EXEC), "an exec has no flags");
    cr_assert(TAKES("{\"flags\":{\"all\":[\"0x4000000000000000\"]}}", .flags = 1ull << 62));
}

Test(policy_decide, flags_mean_what_they_mean_to_each_event) {
    const char *settid = "{\"flags\":{\"any\":[\"CLONE_PARENT_SETTID\"]}}";
    const char *empty = "{\"flags\":{\"any\":[\"UNSHARE_EMPTY_MNTNS\"]}}";
    const char *either = "{\"flags\":{\"any\":[\"CLONE_NEWNET\",\"CLONE_PIDFD\"]}}";

    cr_assert(TAKES(settid, .flags = 0x100000));
    cr_assert_not(TAKES(settid, UNSHARE, .flags = 0x100000));
    cr_assert(TAKES(empty, UNSHARE, .flags = 0x100000));
    cr_assert_not(TAKES(empty, .flags = 0x100000));
    cr_assert(TAKES(either, .flags = CLONE_PIDFD));
    cr_assert(TAKES(either, UNSHARE, .flags = CLONE_NEWNET));
    cr_assert_not(TAKES(either, UNSHARE, .flags = CLONE_PIDFD));
}

Test(policy_decide, exit_signal) {
    cr_assert(TAKES("{\"exit_signal\":\"SIGCHLD\"}", FORK));
    cr_assert_not(TAKES("{\"exit_signal\":\"SIGUSR1\"}", FORK));
    cr_assert(TAKES("{\"exit_signal\":null}", THREAD));
    cr_assert_not(TAKES("{\"exit_signal\":null}", FORK));
    cr_assert(TAKES("{\"exit_signal\":\"SIGRTMIN+2\"}", .exit_signal = 36));
}

Test(policy_decide, relation) {
    cr_assert(TAKES("{\"relation\":\"thread\"}", THREAD));
    cr_assert_not(TAKES("{\"relation\":\"thread\"}", FORK));
    cr_assert(TAKES("{\"relation\":\"process\"}", FORK));
    cr_assert_not(TAKES("{\"relation\":\"process\"}", THREAD));
    cr_assert_not(TAKES("{\"relation\":\"process\"}", EXEC));
}

Test(policy_decide, globs) {
    cr_assert(TAKES("{\"exe\":\"*/python3*\"}", FORK, .exe = "/usr/bin/python3.11"));
    cr_assert_not(TAKES("{\"exe\":\"*/python3\"}", FORK, .exe = "/usr/bin/python3.11"));
    cr_assert(TAKES("{\"module\":\"*/libgomp.so*\"}", THREAD, .module = "/lib/libgomp.so.1"));
    cr_assert(TAKES("{\"path\":\"/bin/*\"}", EXEC, .path = "/bin/sh"));
    cr_assert_not(TAKES("{\"path\":\"/bin/*\"}", EXEC, .path = "/usr/bin/sh"));
    cr_assert_not(TAKES("{\"module\":\"*\"}", THREAD), "what is not known matches nothing");
}

Test(policy_decide, multithreaded) {
    cr_assert(TAKES("{\"multithreaded\":true}", FORK, .multithreaded = true));
    cr_assert_not(TAKES("{\"multithreaded\":true}", FORK));
    cr_assert(TAKES("{\"multithreaded\":false}", FORK));
}

Test(policy_decide, numbers_match_above_them) {
    cr_assert_not(TAKES("{\"rss_mib_over\":512}", FORK, .rss_kib = 512 * 1024));
    cr_assert(TAKES("{\"rss_mib_over\":512}", FORK, .rss_kib = 512 * 1024 + 1));
    cr_assert_not(TAKES("{\"depth_over\":2}", FORK, .depth = 2));
    cr_assert(TAKES("{\"depth_over\":2}", FORK, .depth = 3));
    cr_assert_not(TAKES("{\"count_over\":0}", FORK, .count = 0));
    cr_assert(TAKES("{\"count_over\":0}", FORK, .count = 1));
}

Test(policy_decide, all_criteria_of_a_rule_have_to_hold) {
    const char *both = "{\"api\":[\"fork\"],\"multithreaded\":true,\"rss_mib_over\":1}";

    cr_assert(TAKES(both, FORK, .multithreaded = true, .rss_kib = 2000));
    cr_assert_not(TAKES(both, FORK, .multithreaded = true, .rss_kib = 1000));
    cr_assert_not(TAKES(both, FORK, .rss_kib = 2000));
    cr_assert_not(TAKES(both, THREAD, .multithreaded = true, .rss_kib = 2000));
}

static const char ordered[] =
    "{\"version\":1,\"rules\":["
    "{\"id\":\"seen\",\"match\":{\"event\":\"create\"},\"action\":\"warn\"},"
    "{\"id\":\"spared\",\"match\":{\"api\":[\"vfork\"]},\"action\":\"allow\"},"
    "{\"id\":\"forked\",\"match\":{\"api\":[\"fork\"]},\"action\":\"deny\",\"errno\":\"ENOMEM\","
    "\"reason\":\"no\"},"
    "{\"id\":\"ended\",\"match\":{\"api\":[\"clone\"]},\"action\":\"kill\"},"
    "{\"id\":\"late\",\"match\":{\"relation\":\"process\"},\"action\":\"warn\"}]}";

static void assert_decision(const struct ct_policy *policy, enum ct_api api, enum ct_action action,
                            unsigned rule, uint64_t matched) {
    struct ct_decision decision = DECIDE(policy, .api = api);

    cr_assert_eq(decision.action, action, "api %d: %s", api, ct_action_name(decision.action));
    cr_assert_eq(decision.rule, rule, "api %d: rule %u", api, decision.rule);
    cr_assert_eq(decision.matched, matched, "api %d", api);
}

Test(policy_decide, the_first_rule_that_does_not_warn_decides) {
    struct ct_policy *policy = policy_of(ordered);

    assert_decision(policy, CT_API_VFORK, CT_ACTION_ALLOW, 1, 3);
    assert_decision(policy, CT_API_FORK, CT_ACTION_DENY, 2, 5);
    assert_decision(policy, CT_API_CLONE, CT_ACTION_KILL, 3, 9);
    assert_decision(policy, CT_API_POSIX_SPAWN, CT_ACTION_WARN, CT_POLICY_NO_RULE, 17);
    assert_decision(policy, CT_API_UNSHARE, CT_ACTION_ALLOW, CT_POLICY_NO_RULE, 0);
    ct_policy_destroy(policy);
}

Test(policy_decide, a_denial_has_the_errno_of_its_rule_or_eperm) {
    struct ct_policy *policy = policy_of(ordered);
    struct ct_policy *plain = policy_matching("{}");

    cr_assert_eq(DECIDE(policy, FORK).error, ENOMEM);
    cr_assert_eq(DECIDE(policy, .api = CT_API_CLONE).error, 0);
    cr_assert_eq(DECIDE(policy, .api = CT_API_VFORK).error, 0);
    cr_assert_eq(DECIDE(plain, FORK).error, EPERM);
    cr_assert_eq(ct_policy_rule_count(policy), 5);
    cr_assert_str_eq(ct_policy_rule_id(policy, 2), "forked");
    cr_assert_str_eq(ct_policy_rule_reason(policy, 2), "no");
    cr_assert_str_eq(ct_policy_rule_reason(policy, 1), "");
    cr_assert_eq(ct_policy_rule_action(policy, 4), CT_ACTION_WARN);
    ct_policy_destroy(policy);
    ct_policy_destroy(plain);
}

Test(policy_decide, sixty_four_rules_have_a_bit_each) {
    char text[8192];
    size_t len = (size_t)snprintf(text, sizeof text, "{\"version\":1,\"rules\":[");
    struct ct_policy *policy;

    for (int i = 0; i < CT_POLICY_RULES_MAX; i++)
        len += (size_t)snprintf(text + len, sizeof text - len,
                                "%s{\"id\":\"r%d\",\"match\":{},\"action\":\"%s\"}", i ? "," : "",
                                i, i == 63 ? "deny" : "warn");
    snprintf(text + len, sizeof text - len, "]}");
    policy = policy_of(text);
    cr_assert_eq(DECIDE(policy, FORK).matched, UINT64_MAX);
    cr_assert_eq(DECIDE(policy, FORK).rule, 63);
    ct_policy_destroy(policy);
}

Test(policy_decide, needs_are_those_of_the_rules_that_may_match) {
    struct ct_policy *policy =
        policy_of("{\"version\":1,\"rules\":["
                  "{\"id\":\"a\",\"match\":{\"api\":[\"fork\"],\"rss_mib_over\":1,"
                  "\"multithreaded\":true},\"action\":\"warn\"},"
                  "{\"id\":\"b\",\"match\":{\"path\":\"/x\",\"exe\":\"/y\"},\"action\":\"deny\"},"
                  "{\"id\":\"c\",\"match\":{\"module\":\"/z\",\"depth_over\":1,\"count_over\":1},"
                  "\"action\":\"deny\"}]}");
    unsigned of_create = CT_NEEDS_DECISION | CT_NEEDS_MODULE | CT_NEEDS_DEPTH | CT_NEEDS_COUNT;

    cr_assert_eq(ct_policy_needs(policy, CT_EVENT_CREATE, CT_API_VFORK), of_create);
    cr_assert_eq(ct_policy_needs(policy, CT_EVENT_CREATE, CT_API_FORK),
                 of_create | CT_NEEDS_RSS | CT_NEEDS_MULTITHREADED);
    cr_assert_eq(ct_policy_needs(policy, CT_EVENT_EXEC, CT_API_EXECL),
                 CT_NEEDS_DECISION | CT_NEEDS_PATH | CT_NEEDS_EXE);
    cr_assert_eq(ct_policy_needs(policy, CT_EVENT_NAMESPACE, CT_API_SETNS), 0);
    cr_assert_eq(ct_policy_needs(policy, CT_EVENT_IMAGE, CT_API_FORK), 0);
    ct_policy_destroy(policy);
}
