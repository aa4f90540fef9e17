// SPDX-License-Identifier: MIT
// Exit statuses of `clonetrace check`, what it accepts, and what it says with each. Where a program
// has to break a rule without the library's help it writes the line itself: the log is a file that
// it can append to.
#include <criterion/criterion.h>
#include <string.h>

#include "stage.h"

// Writes the policy p, and a program `breaks RULE ACTION [OFFSET]` that logs a denied fork of its
// own.
static void open_gate(void) {
    stage_open();
    act("cat >p <<'E'\n"
        "{ \"version\": 1, \"rules\": [\n"
        "  { \"id\": \"no-fork\", \"match\": { \"api\": [\"fork\"], \"count_over\": 1000000 },\n"
        "    \"action\": \"deny\", \"reason\": \"forks are over\" } ] }\n"
        "E\n"
        "cat >breaks <<'E'\n"
        "#!/bin/sh\n"
        "echo '{\"v\":1,\"event\":\"create\",\"ts_ns\":1,\"api\":\"fork\",\"flags\":[],"
        "\"exit_signal\":\"SIGCHLD\",\"caller\":{\"tgid\":'$$',\"tid\":'$$'},\"child\":null,"
        "\"relation\":\"process\",\"result\":\"denied\",\"errno\":\"EPERM\",\"site\":{\"module\":"
        "\"/opt/app\",\"offset\":\"0x'${3:-10}'\"},\"policy\":[{\"rule\":\"'$1'\",\"action\":\"'$2"
        "'\"}]}' >>$CLONETRACE_LOG\n"
        "E\n"
        "chmod +x breaks");
}

TestSuite(check_status, .init = open_gate, .fini = stage_close, .timeout = 120);

static void refuses(const char *script, const char *what) {
    act_fails(script, 125, what);
}

static void needs_static(void) {
    if (!act("test -x $G/static_guest").status)
        return;
    stage_close(); // a skipped test's .fini is not run
    cr_skip_test("no static C library");
}

Test(check_status, is_the_programs_own) {
    act_says("$T check --policy p -- true", 0, "check: OK, no rule broken");
    act_says("$T check --policy=p sh -c 'exit 7'", 7, "the program ended with 7");
    act_says("$T check --policy p -- sh -c 'kill -TERM $$'", 128 + 15, "killed by SIGTERM");
    act_says("$T check --policy p -- no-such-command", 127, "command not found");
    act_says("$T check --policy p -- ./p", 126, "chmod +x");
}

Test(check_status, leaves_stdout_to_the_program) {
    cr_expect_str_eq(act("$T check --policy p -- echo word").out, "word\n");
}

Test(check_status, of_a_violation_is_99) {
    act_says("$T check --policy p -- ./breaks no-fork deny", 99,
             "VIOLATION, 1 rule broken by 1 call from 1 place; exit status 99");
    act_says("$T check --policy p -- ./breaks no-fork deny", 99, "deny  no-fork: forks are over");
    act_says("$T check --policy p -- ./breaks no-fork deny", 99,
             "1 x fork  SIGCHLD  refused with EPERM");
    act_says("$T check --policy p -- ./breaks no-fork kill", 99, "kill  no-fork");
    act_says("$T check --policy p -- sh -c './breaks no-fork deny; exit 3'", 99, "ended with 3");
}

Test(check_status, of_a_warning_is_none) {
    act_says("$T check --policy p -- ./breaks no-fork warn", 0, "warn  no-fork");
    act_says("$T check --policy p -- ./breaks no-fork allow", 0, "OK, no rule broken");
}

Test(check_status, of_a_violation_can_be_chosen) {
    act_says("$T check --policy p --violation-exit 42 -- ./breaks no-fork deny", 42,
             "exit status 42");
    act_says("$T check --policy p --violation-exit=0 -- ./breaks no-fork deny", 0, "VIOLATION");
}

Test(check_status, of_what_was_not_covered_is_98) {
    needs_static();
    act_says("$T check --policy p -- $G/static_guest", 98, "NOT COVERED");
    act_says("$T check --policy p -- $G/static_guest", 98, "(static)");
    act_says("$T check --policy p --allow-blind -- $G/static_guest", 8, "not seen, and allowed");
    act_says("$T check --policy p --allow-blind=static -- $G/static_guest", 8, "(static)");
    act_says("$T check --policy p --allow-blind='*/static_*' -- $G/static_guest", 8, "(static)");
    act_says("$T check --policy p --allow-blind=setuid -- $G/static_guest", 98, "(static)");
}

Test(check_status, what_a_child_starts_has_to_be_covered_too) {
    needs_library();
    needs_static();
    act_says("$T check --policy p -- sh -c '$G/static_guest; :'", 98,
             "static_guest, statically linked");
}

Test(check_status, of_a_violation_comes_before_what_was_not_covered) {
    act_says("$T check --policy p -- sh -c 'echo x >>$CLONETRACE_LOG; ./breaks no-fork deny'", 99,
             "1 thing went unseen");
    act_says("$T check --policy p -- sh -c 'echo x >>$CLONETRACE_LOG'", 98, "not clonetrace's");
}

Test(check_status, of_a_log_that_was_emptied_is_98) {
    needs_library();
    act_says("$T check --policy p -- sh -c 'sh -c :; sh -c :; : >$CLONETRACE_LOG; sh -c :; :'", 98,
             "(missing)");
}

Test(check_status, of_a_program_that_could_not_say_that_it_ends_is_98) {
    needs_library();
    act_says("$T check --policy p -- sh -c 'ulimit -f 0; exit 6'", 98, "(no-end)");
    act_says("$T check --policy p --allow-blind=no-end -- sh -c 'ulimit -f 0; exit 6'", 6,
             "OK, but");
    act_says("DETACH=1 $T check --policy p -- $G/dispose true", 0, "OK");
    act_says("$T check --policy p -- sh -c '(kill -KILL $(sh -c \"echo \\$PPID\")) 2>&-; exit 6'",
             6, "OK, but");
}

Test(check_status, a_program_that_goes_on_alone_is_not_covered) {
    needs_library();
    act_says(
        "$T check --policy p -- sh -c 'sleep 50 & echo $! >pid'; s=$?; kill $(cat pid); exit $s",
        98, "not covered");
}

Test(check_status, a_program_that_ends_soon_after_is_waited_for) {
    needs_library();
    act_says("$T check --policy p -- sh -c '(sleep 0.3; ./breaks no-fork deny) & :'", 99,
             "VIOLATION");
}

Test(check_status, what_the_environment_leaves_out_is_logged_all_the_same) {
    act_says("CLONETRACE_EVENTS=exit CLONETRACE_STACK=0 $T check --policy p -- sh -c 'true; true'",
             0, "OK, no rule broken");
}

Test(check_status, of_a_bad_option_is_125) {
    refuses("$T check -- true", "--policy=FILE");
    refuses("$T check --policy= -- true", "--policy=FILE");
    refuses("$T check --policy p", "no program to run");
    refuses("$T check --polcy p -- true", "did you mean '--policy'?");
    refuses("$T check --policy p --report xml=f -- true", "junit=FILE, sarif=FILE or json=FILE");
    refuses("$T check --policy p --report junit -- true", "--report junit=FILE");
    refuses("$T check --policy p --report json=- -- true", "stdout is the program's");
    refuses("$T check --policy p --report json=j --report junit=j -- true", "two reports");
    refuses("$T check --policy p --violation-exit x -- true", "from 0 to 255");
    refuses("$T check --policy p --violation-exit 256 -- true", "from 0 to 255");
    refuses("$T check --policy p '--allow-blind=[a' -- true", "no pattern");
    refuses("$T check --policy p --allow-blind= -- true", "no pattern");
}

Test(check_status, of_a_bad_policy_is_125_before_the_program_runs) {
    refuses(
        "echo '{' >bad; $T check --policy bad -- touch ran; s=$?; test ! -e ran || exit 1; exit $s",
        "bad:");
    refuses("printf '{ \"version\": 1,\\n  \"rulez\": [] }' >bad; $T check --policy bad -- true",
            "bad:2:3: ");
    refuses("$T check --policy absent -- true", "absent");
    refuses("mkdir d; $T check --policy d -- true", "regular file");
    refuses("mkfifo fifo; $T check --policy fifo -- true", "regular file");
    refuses("$T check --policy - -- true", "regular file");
    refuses("$T check --policy preset:no-exce -- true", "no-exec");
    refuses("$T check --policy preset: -- true", "preset");
}

Test(check_status, a_baseline_accepts_what_is_known) {
    act_says("$T check --policy p --write-baseline b -- ./breaks no-fork deny", 0,
             "accepted by the baseline");
    act_says("$T check --policy p --baseline b -- ./breaks no-fork deny", 0,
             "accepted by the baseline");
    act_says("$T check --policy p --baseline b -- ./breaks no-fork deny 20", 99, "+0x20");
    act_says("$T check --policy p --baseline b -- ./breaks other deny", 99, "deny  other");
    act_says("$T check --policy p --baseline b -- true", 0,
             "1 entry of the baseline did not occur");
    act_says("$T check --policy p --baseline b --write-baseline b -- ./breaks other deny", 0, "OK");
    act_says("$T check --policy p --baseline b -- ./breaks no-fork deny", 0, "OK");
    act_says("$T check --policy p --baseline b -- ./breaks other deny", 0, "OK");
    cr_expect_eq(times(content("b"), "\"rule\""), 2, "%s", content("b"));
}

Test(check_status, of_a_bad_baseline_is_125) {
    refuses("$T check --policy p --baseline absent -- true", "--write-baseline=absent");
    refuses("mkfifo f; $T check --policy p --baseline f -- true", "f: not a regular file");
    refuses("$T check --policy p --baseline . -- true", "Is a directory");
    refuses("echo '[' >b; $T check --policy p --baseline b -- true", "b:2:0");
    refuses("echo '{}' >b; $T check --policy p --baseline b -- true", "no baseline");
    refuses(
        "echo '{\"clonetrace-baseline\":2,\"accepted\":[]}' >b; $T check --policy p --baseline b "
        "-- true",
        "version 2");
    refuses("echo '{\"clonetrace-baseline\":1,\"accepted\":[{\"rule\":3}]}' >b; "
            "$T check --policy p --baseline b -- true",
            "entry 1");
}

Test(check_status, of_an_unwritable_report_is_125_after_the_verdict) {
    struct acted acted = act(
        "$T check --policy p --report junit=no/such/j --report json=j -- ./breaks no-fork deny");
    const char *verdict = strstr(acted.err, "VIOLATION"), *report = strstr(acted.err, "no/such/j");

    cr_expect_eq(acted.status, 125);
    cr_expect(verdict && report && verdict < report, "%s", acted.err);
    cr_expect(strstr(content("j"), "\"exit_status\": 99"), "the others are written");
    act_says("$T check --policy p --report sarif=/dev/full -- true", 125, "No space left");
    act_says("$T check --policy p --write-baseline /dev/full -- true", 125, "No space left");
    act_says("$T check --policy p --write-baseline no/such/b -- true", 125, "no/such/b");
}

Test(check_status, reports_say_the_same) {
    struct acted acted = act("$T check --policy p --report junit=j.xml --report sarif=s --report "
                             "json=j --report json=j2 -- ./breaks no-fork deny");

    cr_expect_eq(acted.status, 99);
    cr_expect(
        strstr(content("j.xml"), "<testsuite package=\"clonetrace\" id=\"0\" name=\"no-fork\""));
    cr_expect(strstr(content("s"), "\"ruleId\": \"no-fork\""));
    cr_expect(strstr(content("j"), "\"verdict\": \"violation\""));
    cr_expect_str_eq(content("j"), content("j2"));
}

Test(check_status, an_old_report_is_replaced_whole_and_keeps_its_mode) {
    act_says("echo old >j; chmod 600 j; ln -s target l; $T check --policy p --report json=j "
             "--report json=l -- true; stat -c %a j >&2; test -L l && head -c1 target >&2",
             0, "600\n{");
    cr_expect_str_eq(act("ls -A | grep part").out, "");
}

Test(check_status, annotates_where_github_runs_it) {
    act_says("GITHUB_ACTIONS=true $T check --policy p -- ./breaks no-fork deny", 99,
             "\n::error title=clonetrace no-fork::forks are over: fork");
    cr_expect_null(strstr(act("$T check --policy p -- ./breaks no-fork deny").err, "::"));
}

Test(check_status, help_and_version_are_0_on_stdout) {
    struct acted help = act("$T check --help; $T check --version");

    cr_expect_eq(help.status, 0);
    cr_expect_str_empty(help.err);
    cr_expect(strstr(help.out, "usage: clonetrace check --policy"));
}
