// SPDX-License-Identifier: MIT
// `clonetrace check` with the library at work: programs that break rules of real policies, and
// others that keep to them.
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "stage.h"

static void open_gate(void) {
    stage_open();
    needs_library();
    act("rule() { echo "
        "'{\"version\":1,\"rules\":[{\"id\":\"'$1'\",\"match\":'$2',\"action\":\"'$3'\","
        "\"reason\":\"said so\"}]}' >$1; }\n"
        "rule no-fork '{\"api\":[\"fork\"]}' deny\n"
        "rule no-fork-at-all '{\"api\":[\"fork\"]}' kill\n"
        "rule seen-fork '{\"api\":[\"fork\"]}' warn\n"
        "rule no-true '{\"path\":\"*/true\"}' deny\n"
        "echo '{\"version\":1,\"rules\":[{\"id\":\"no-uts\",\"match\":{\"flags\":{\"any\":["
        "\"CLONE_NEWUTS\"]}},\"action\":\"deny\",\"errno\":\"ETXTBSY\"}]}' >no-uts\n"
        "rule seen-exec '{\"event\":\"exec\"}' warn\n");
}

TestSuite(check_gate, .init = open_gate, .fini = stage_close, .timeout = 120);

Test(check_gate, a_denied_call_is_a_violation) {
    struct acted acted = act("$T check --policy no-fork -- sh -c '(echo ran)'");

    cr_expect_eq(acted.status, 99, "%s", acted.err);
    cr_expect_str_empty(acted.out);
    cr_expect(strstr(acted.err, "deny  no-fork: said so\n"), "%s", acted.err);
    cr_expect(strstr(acted.err, "1 x fork  "), "%s", acted.err);
    cr_expect(strstr(acted.err, "refused with EPERM\n"), "%s", acted.err);
    cr_expect(strstr(acted.err, "at    /"), "the call site: %s", acted.err);
    cr_expect(strstr(acted.err, "in    sh -c '(echo ran)'\n"), "%s", acted.err);
}

Test(check_gate, a_killed_program_is_a_violation) {
    act_says("$T check --policy no-fork-at-all -- sh -c '(echo ran)'", 99, "kill  no-fork-at-all");
    act_says("$T check --policy no-fork-at-all -- sh -c '(echo ran)'", 99, "killed by SIGABRT");
}

Test(check_gate, a_warning_lets_pass) {
    struct acted acted = act("$T check --policy seen-fork -- sh -c '(echo ran); exit 4'");

    cr_expect_eq(acted.status, 4, "%s", acted.err);
    cr_expect_str_eq(acted.out, "ran\n");
    cr_expect(strstr(acted.err, "warn  seen-fork"), "%s", acted.err);
}

Test(check_gate, a_refused_program_is_not_missed) {
    act_says("$T check --policy no-true -- sh -c 'exec /bin/true'", 99, "execve  /bin/true");
    cr_expect_null(strstr(act("$T check --policy no-true -- sh -c '/bin/true; :'").err, "unseen"));
}

Test(check_gate, a_program_that_keeps_to_the_rules_passes) {
    act_says("$T check --policy no-fork -- sh -c 'echo ran; exec env true'", 0,
             "OK, no rule broken");
    act_says("$T check --policy=preset:no-new-namespaces -- sh -c 'true | cat'", 0, "OK");
}

Test(check_gate, an_exec_that_fails_counts_once) {
    act_says("$T check --policy seen-exec -- sh -c 'exec ./absent'", 127, "ended with 127");
    act_says("PATH=/absent:$PATH; $T check --policy seen-exec -- env /bin/true", 0, "1 x execvp");
}

Test(check_gate, a_preset_judges) {
    act_says("$T check --policy=preset:no-exec -- sh -c 'exec true'", 99, "refused with EACCES");
    act_says("$T check --policy=preset:no-new-namespaces -- unshare -U true", 99, "NEWUSER");
}

Test(check_gate, the_policy_is_found_wherever_the_program_goes) {
    act_says("$T check --policy no-fork -- sh -c 'cd /; exec sh -c \"(echo ran)\"'", 99, "no-fork");
    act_says("cd /; $T check --policy $OLDPWD/no-fork -- sh -c '(echo ran)'", 99, "no-fork");
}

Test(check_gate, a_cleared_environment_is_no_way_around) {
    act_says("$T check --policy no-fork -- env -i sh -c '(echo ran)'", 99, "1 x fork");
    act_says(
        "$T check --policy no-fork -- sh -c 'unset CLONETRACE_POLICY; exec sh -c \"(echo ran)\"'",
        99, "1 x fork");
}

Test(check_gate, another_policy_in_the_environment_is_not_asked) {
    act_says("CLONETRACE_POLICY=absent $T check --policy no-fork -- sh -c '(echo ran)'", 99,
             "no-fork");
}

Test(check_gate, a_baseline_holds_from_run_to_run) {
    act_says("$T check --policy no-fork --write-baseline b -- sh -c '(echo ran)'", 0,
             "accepted by the baseline");
    act_says("$T check --policy no-fork --baseline b -- sh -c '(echo ran)'", 0, "accepted");
    act_says("$T check --policy no-fork --baseline b -- bash -c '(echo ran)'", 99, "VIOLATION");
}

// A gate on an old code base: what is known today must not break its tests, and behind it there
// may be more.
Test(check_gate, with_a_baseline_nothing_is_refused) {
    const char *both = "$T check --policy no-fork %s b -- sh -c '(echo one); exec bash -c \"(echo "
                       "two)\"' >out; s=$?; cat out; exit $s";
    char script[300];
    struct acted acted;

    snprintf(script, sizeof script, both, "--write-baseline");
    acted = act(script);
    cr_expect_eq(acted.status, 0, "%d %s", acted.status, acted.err);
    cr_expect_str_eq(acted.out, "one\ntwo\n");
    cr_expect(strstr(acted.err, "nothing was refused"), "%s", acted.err);
    cr_expect_eq(act("grep -c no-fork b | grep -x 2").status, 0, "two places are accepted");
    snprintf(script, sizeof script, both, "--enforce=shim --baseline");
    acted = act(script);
    cr_expect_neq(acted.status, 0);
    cr_expect_str_eq(acted.out, "");
    cr_expect(strstr(acted.err, "refused with"), "%s", acted.err);
}

Test(check_gate, violations_can_be_found_without_refusing_them) {
    struct acted acted = act("$T check --policy no-fork --enforce=none -- sh -c '(echo ran)'");

    cr_expect_eq(acted.status, 99, "%d %s", acted.status, acted.err);
    cr_expect_str_eq(acted.out, "ran\n");
    cr_expect(strstr(acted.err, "1 x fork") && !strstr(acted.err, "refused with"), "%s", acted.err);
}

Test(check_gate, without_the_library_that_loads_policies_is_125) {
    struct acted acted = act("rm $L/src/libclonetrace-policy.so\n"
                             "$T check --policy no-fork -- touch ran; s=$?\n"
                             "test ! -e ran || exit 1; exit $s");

    cr_expect_eq(acted.status, 125);
    cr_expect(one_line(acted.err) && strstr(acted.err, "libclonetrace-policy.so"), "%s", acted.err);
}

Test(check_gate, run_takes_a_policy_and_keeps_the_programs_status) {
    struct acted acted = act("$T run -o log --policy seen-fork -- sh -c '(echo ran); exit 4'");

    cr_expect_eq(acted.status, 4, "%s", acted.err);
    cr_expect(strstr(acted.err, "       1  warn  seen-fork  fork at /"), "%s", acted.err);
    act_says("$T run --policy no-fork -- sh -c '(echo ran)'", 2,
             "       1  deny  no-fork  fork at /");
    act_says("$T run --policy absent -- true", 125, "absent");
}

static void needs_filter(void) {
    if (!act("test -x $G/static_unshare && $T check --policy no-uts --enforce kernel true").status)
        return;
    stage_close(); // a skipped test's .fini is not run
    cr_skip_test("no static C library, or no filter in this kernel or for this CPU");
}

Test(check_gate, the_kernel_refuses_what_the_library_does_not_see) {
    needs_filter();
    act_says("$T check --policy no-uts --enforce=kernel --allow-blind -- $G/static_unshare", 26,
             "ended with 26");
    cr_expect_neq(
        act("$T check --policy no-uts --enforce=shim --allow-blind $G/static_unshare").status, 26);
    act_says("$T check --policy no-uts --enforce=kernel -- $G/static_unshare", 98, "(static)");
}

Test(check_gate, under_the_kernels_filter_programs_go_on) {
    needs_filter();
    act_says("$T check --policy no-uts --enforce=kernel -- sh -c 'true | cat; exec env true'", 0,
             "OK");
    act_says("$T check --policy no-uts --enforce=kernel -- unshare -u true", 99,
             "refused with ETXTBSY");
}

Test(check_gate, what_the_kernel_cannot_say_is_told) {
    needs_filter();
    act_says("$T check --policy no-true --enforce=kernel -- true", 125, "nothing in this policy");
    act_says("$T check --policy no-uts --enforce=hardware -- true", 125, "shim, kernel or none");
}
