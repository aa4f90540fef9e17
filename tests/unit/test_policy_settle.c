// SPDX-License-Identifier: MIT
// A policy that is settled for one program decides there as it did before, and asks for less.
#include <criterion/criterion.h>

#include "policy.h"
#include "policy/settle.h"

static const char text[] =
    "{\"version\":1,\"rules\":["
    "{\"id\":\"python\",\"match\":{\"exe\":\"*/python3*\",\"api\":[\"fork\"]},\"action\":\"warn\"},"
    "{\"id\":\"shell\",\"match\":{\"exe\":\"/bin/*sh\",\"event\":\"exec\"},\"action\":\"kill\"},"
    "{\"id\":\"all\",\"match\":{\"api\":[\"fork\",\"vfork\"],\"count_over\":9},\"action\":\"deny\"}"
    "]}";

static void expect_same(const char *exe) {
    struct ct_policy *before = policy_of(text), *after = policy_of(text);
    const struct ct_facts facts[] = {
        {.kind = CT_EVENT_CREATE, .api = CT_API_FORK, .exe = exe},
        {.kind = CT_EVENT_CREATE, .api = CT_API_FORK, .exe = exe, .count = 10},
        {.kind = CT_EVENT_CREATE, .api = CT_API_VFORK, .exe = exe, .count = 10},
        {.kind = CT_EVENT_EXEC, .api = CT_API_EXECV, .exe = exe},
        {.kind = CT_EVENT_EXEC, .api = CT_API_SYSTEM, .exe = exe},
        {.kind = CT_EVENT_NAMESPACE, .api = CT_API_SETNS, .exe = exe}};

    cr_assert_eq(ct_settle_exe(after, exe), 0);
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
        struct ct_decision one = decision_of(before, facts[i]), two = decision_of(after, facts[i]);

        cr_assert_eq(one.matched, two.matched, "%s, call %zu", exe, i);
        cr_assert_eq(one.action, two.action, "%s, call %zu", exe, i);
        cr_assert_eq(one.error, two.error, "%s, call %zu", exe, i);
        cr_assert_eq(one.rule, two.rule, "%s, call %zu", exe, i);
    }
    ct_policy_destroy(before);
    ct_policy_destroy(after);
}

Test(policy_settle, decides_as_before) {
    expect_same("/usr/bin/python3.11");
    expect_same("/bin/dash");
    expect_same("/bin/true");
    expect_same(NULL);
}

Test(policy_settle, asks_for_no_program_any_more) {
    struct ct_policy *policy = policy_of(text);

    cr_assert_eq(ct_policy_needs(policy, CT_EVENT_EXEC, CT_API_EXECV),
                 CT_NEEDS_DECISION | CT_NEEDS_EXE);
    cr_assert_eq(ct_settle_exe(policy, "/bin/true"), 0);
    cr_assert_eq(ct_policy_needs(policy, CT_EVENT_EXEC, CT_API_EXECV), 0);
    cr_assert_eq(ct_policy_needs(policy, CT_EVENT_CREATE, CT_API_FORK),
                 CT_NEEDS_DECISION | CT_NEEDS_COUNT);
    ct_policy_destroy(policy);
}
