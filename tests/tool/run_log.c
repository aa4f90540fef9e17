// SPDX-License-Identifier: MIT
// The log of `clonetrace run`: where it is, and what happens to the run when something is wrong
// with it.
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stage.h"

TestSuite(run_log, .init = stage_open, .fini = stage_close, .timeout = 120);

Test(run_log, holds_lines_of_every_program) {
    struct acted acted =
        act("umask 022; echo old >log; chmod 644 log\n"
            "$T run -o log -- sh -c 'cd /; /bin/true; /bin/true; exit 3'; echo $?\n"
            "grep -c '\"event\":\"image\"' log; grep -c old log; stat -c %a log");

    cr_assert_str_eq(acted.out, "3\n3\n0\n644\n");
    cr_assert(strstr(acted.err, "/here/log (")); // the path is told
}

Test(run_log, name_with_percent_signs_is_taken_literally) {
    struct acted acted;

    needs_library();
    acted = act("$T run -o 'a%p%%b %n' -- true; ls; grep -c image 'a%p%%b %n'");

    cr_assert_str_eq(acted.out, "a%p%%b %n\n1\n", "%s", acted.err);
}

// The first run holds the log until it has read it; the second must not empty it.
Test(run_log, of_another_run_is_refused_and_left_alone) {
    struct acted acted =
        act("mkfifo go; $T run -o log -- sh -c 'echo >up; read x <go; exit 3' 2>first & p=$!\n"
            "while test ! -e up; do sleep 0.02; done; cp log before\n"
            "$T run -o log -- touch ran; echo $?; cmp log before; test ! -e ran || echo ran\n"
            "echo >go; wait $p; echo $?; $T run -o log -- true 2>/dev/null; echo $?");

    cr_assert_str_eq(acted.out, "125\n3\n0\n", "%s%s", acted.out, acted.err);
    cr_assert(strstr(acted.err, "cannot write the log log: another run is writing it"), "%s",
              acted.err);
    cr_assert(one_line(acted.err), "%s", acted.err);
    cr_assert_eq(times(content("first"), "wrote no line"), 0);
}

Test(run_log, that_nobody_asked_for_is_private_and_goes) {
    struct acted acted = act("mkdir tmp; TMPDIR=$PWD/tmp $T run -- sh -c 'stat -c %a "
                             "\"$CLONETRACE_LOG\" \"${CLONETRACE_LOG%/*}\"'\n"
                             "ls tmp | wc -l");

    cr_assert_str_eq(acted.out, "600\n700\n0\n");
    cr_assert_eq(times(acted.err, "\nlog: "), 0);
}

Test(run_log, private_goes_when_the_program_was_killed_or_refused) {
    struct acted acted =
        act("mkdir tmp; export TMPDIR=$PWD/tmp; $T run -- sh -c 'kill -KILL $$' 2>/dev/null\n"
            "printf '#!/no/such\\n' >script; chmod +x script; $T run -- ./script 2>/dev/null; ls "
            "tmp | wc -l");

    cr_assert_str_eq(acted.out, "0\n");
}

Test(run_log, a_descendant_that_lives_on_does_not_bring_it_back) {
    struct acted acted;

    needs_library();
    acted = act("mkdir tmp; export TMPDIR=$PWD/tmp\n"
                "$T run -- sh -c '(while test ! -e go; do sleep 0.02; done; "
                "/bin/true; /bin/true; echo >done) &' 2>err\n"
                "touch go; while test ! -e done; do sleep 0.02; done; ls tmp | wc -l");

    cr_assert_str_eq(acted.out, "0\n");
    cr_assert_str_empty(acted.err);
    cr_assert(strstr(content("err"), "still running"));
}

// Lines that come once the program is waited for. They have 50 ms, which a busy machine may take
// away: one of twenty runs is enough.
Test(run_log, that_is_private_has_what_comes_just_after_the_end) {
    struct acted acted;

    needs_library();
    acted = act("for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do $T run -- sh -c "
                "'(while kill -0 $$ 2>/dev/null; do :; done; sleep 0.01; /bin/true) & exit 0' "
                "2>err; grep ' 3 programs started' err && break; done");
    cr_assert_eq(times(acted.out, " 3 programs started"), 1, "%s", content("err"));
}

Test(run_log, that_is_private_goes_when_a_signal_comes_just_after_the_end) {
    struct acted acted;

    needs_library();
    acted = act("mkdir tmp; export TMPDIR=$PWD/tmp\n"
                "for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do $T run -- sh -c "
                "'(while kill -0 $$ 2>/dev/null; do :; done; kill -TERM $PPID; sleep 0.1) & exit "
                "0' 2>/dev/null; s=$?; test $s = 143 && break; done; echo $s; ls tmp | wc -l");
    cr_assert_str_eq(acted.out, "143\n0\n", "%s", acted.err);
}

Test(run_log, on_a_full_device_costs_lines_not_the_run) {
    struct acted acted = act("$T run -o /dev/full -- sh -c '/bin/true; exit 6'");

    cr_assert_eq(acted.status, 6);
    cr_assert(strstr(acted.err, "/dev/full"));
    cr_assert(strstr(acted.err, "it is full, every line was lost"), "%s", acted.err);
}

Test(run_log, that_cannot_be_read_back_has_no_tree) {
    struct acted acted =
        act("mkfifo fifo; exec 7<>fifo; $T run -o fifo -- sh -c 'exit 6'; echo $?\n"
            "timeout 10 head -n 1 <&7 | grep -c image");

    cr_assert_str_eq(acted.out, "6\n1\n");
    cr_assert(strstr(acted.err, "cannot be read back"), "%s", acted.err);
    cr_assert_eq(times(acted.err, "lifetime"), 0);
}

Test(run_log, removed_or_replaced_meanwhile_is_told) {
    struct acted acted =
        act("$T run -o log -- sh -c 'rm log; exit 5'; echo $?; $T run -o log -- mv log away\n"
            "$T run -o log -- sh -c 'rm log; echo >log'");

    cr_assert_str_eq(acted.out, "5\n");
    cr_assert_eq(times(acted.err, "it was removed or replaced while the program ran"), 3, "%s",
                 acted.err);
    cr_assert_eq(times(acted.err, "Nothing went unseen"), 0);
}

// The program's own lines go on in the file that it has open, those of what it starts into a new
// one.
Test(run_log, renamed_meanwhile_is_read_from_both_files) {
    struct acted acted;
    char lines[256];

    needs_library();
    acted = act("$T run -o log -- sh -c '/bin/true; mv log old; /bin/true; /bin/true; exit 3'\n"
                "echo \"log: $PWD/log ($(wc -l <log) lines) and, from before it was replaced, "
                "$PWD/old ($(wc -l <old) lines)\"");
    cr_assert_eq(acted.status, 0);
    cr_assert(strstr(acted.err, acted.out), "%s in %s", acted.out, acted.err);
    cr_assert(strstr(acted.err, "5 programs started"), "%s", acted.err);
    cr_assert(strstr(acted.err, "the file that has its name now was read, too"), "%s", acted.err);
    cr_assert_eq(times(acted.err, "wrote nothing") + times(acted.err, "wrote no line"), 0);
    acted = act("$T run -o log -- sh -c 'exec 3<log; mv log old; exit 3'; rm old; echo $PWD");
    snprintf(lines, sizeof lines, "log: %.*s/old (", (int)strcspn(acted.out, "\n"), acted.out);
    cr_assert(strstr(acted.err, lines), "%s", acted.err);
}

Test(run_log, removed_meanwhile_is_read_as_far_as_it_was_written) {
    struct acted acted;

    needs_library();
    acted = act("$T run -o log -- sh -c '/bin/true; rm log; /bin/true; exit 3'");
    cr_assert(strstr(acted.err, "4 programs started"), "%s", acted.err);
    cr_assert(strstr(acted.err, " and, from before it was replaced, a file that was removed ("),
              "%s", acted.err);
    acted = act("$T run --json -o log -- sh -c '/bin/true; rm log; /bin/true; exit 3'");
    cr_assert_eq(times(acted.err, "\"event\":\"image\""), 4, "%s", acted.err);
    cr_assert_eq(times(acted.err, "clonetrace: the log is not whole: it was removed or replaced "
                                  "while the program ran; the file that has its name now was "
                                  "read, too\n"),
                 1, "%s", acted.err);
}

Test(run_log, of_another_run_in_its_place_is_not_read) {
    struct acted acted =
        act("$T run -o log -- sh -c 'rm log; exec 9>log; flock 9; sleep 60 2>/dev/null & echo $! "
            ">pid; exit 3'; echo $?; kill $(cat pid)");

    cr_assert_str_eq(acted.out, "3\n");
    cr_assert(strstr(acted.err, "it was removed or replaced while the program ran\n"), "%s",
              acted.err);
    cr_assert(strstr(acted.err, "/log, which was removed ("), "%s", acted.err);
}

Test(run_log, size_limit_costs_lines_and_no_more) {
    struct acted acted;

    needs_library();
    acted =
        act("{ (ulimit -f 0; $T run -o log -- sh -c '/bin/true; exit 6'; echo $?) 2>&1; } | cat");

    cr_assert(strstr(acted.out, "ulimit -f"), "%s", acted.out);
    cr_assert(strstr(acted.out, "1  sh -c '/bin/true; exit 6', started but wrote nothing"), "%s",
              acted.out);
    cr_assert(strstr(acted.out, "\n6\n"), "%s", acted.out);
    acted = act("$T run -o log -- sh -c 'ulimit -f 0; /bin/true; exit 6'; echo $?");
    cr_assert_str_eq(acted.out, "6\n");
}

Test(run_log, damage_is_counted) {
    struct acted acted =
        act("$T run -o log -- sh -c 'printf \"{\\\"v\\\":1,\\\"event\\\":\\\"crea\" >>log; "
            "/bin/true; echo noise >>log; exit 0'");

    cr_assert_eq(acted.status, 0);
    cr_assert(strstr(acted.err, "       1  line torn"), "%s", acted.err);
    cr_assert(strstr(acted.err, "       1  line in the log that is not clonetrace's"), "%s",
              acted.err);
}

Test(run_log, emptied_meanwhile_is_told) {
    struct acted acted;

    needs_library();
    acted =
        act("$T run -o log -- sh -c '/bin/true; /bin/true; /bin/true; : >log; /bin/true; exit 8'");
    cr_assert_eq(acted.status, 8);
    cr_assert(strstr(acted.err, "missing: the log was cut, replaced or overwritten"), "%s",
              acted.err);
    cr_assert_eq(times(acted.err, "wrote no"), 0, "%s", acted.err);
    cr_assert_eq(times(acted.err, "Nothing went unseen"), 0);
}

Test(run_log, without_the_last_line_of_the_program_may_lack_others) {
    struct acted acted;

    needs_library();
    acted = act("$T run -o log -- sh -c 'ulimit -f 0; (exit 1); exit 6'; echo $?; grep -c . log");
    cr_assert_str_eq(acted.out, "6\n1\n");
    cr_assert(strstr(acted.err, "1  sh wrote no last line: "), "%s", acted.err);
    cr_assert_eq(times(acted.err, "none was lost"), 0, "%s", acted.err);
}

Test(run_log, of_a_process_that_was_killed_is_not_called_whole) {
    struct acted acted;

    needs_library();
    acted = act("$T run -- sh -c '(kill -KILL $(sh -c \"echo \\$PPID\")) 2>&-; exit 6'");
    cr_assert_eq(acted.status, 6);
    cr_assert(strstr(acted.err, "No loss is known, but 1 process wrote no last line: "), "%s",
              acted.err);
    cr_assert_eq(times(acted.err, "none was lost"), 0, "%s", acted.err);
}

// What a summary must not say where the events that would show it were not asked for.
static void accuses_nobody(const char *events, const char *unasked) {
    char script[256];
    struct acted acted;

    snprintf(script, sizeof script,
             "CLONETRACE_EVENTS=%s $T run -- sh -c '/bin/true; (exit 3); exit 2'", events);
    acted = act(script);
    cr_expect_eq(acted.status, 2);
    cr_expect_eq(times(acted.err, "wrote no"), 0, "%s", acted.err);
    cr_expect_eq(times(acted.err, "no exec"), 0, "%s", acted.err);
    cr_expect_eq(times(acted.err, "no exit line"), 0, "%s", acted.err);
    cr_expect_eq(times(acted.err, "Nothing went unseen"), 0, "%s", acted.err);
    cr_expect_eq(times(acted.err, "0 programs"), 0, "%s", acted.err);
    cr_expect(strstr(acted.err, unasked), "%s", acted.err);
}

Test(run_log, of_some_events_proves_nothing_about_others) {
    needs_library();
    accuses_nobody("create", "not name them: image, exec, namespace, exit, blind\n");
    accuses_nobody("exec", "not name them: create, image, namespace, exit, blind\n");
    accuses_nobody("exit", "not name them: create, image, exec, namespace, blind\n");
    accuses_nobody("create,image", "not name them: exec, namespace, exit, blind\n");
    cr_assert(strstr(act("CLONETRACE_EVENTS=no $T run -- sh -c 'exit 2'").err, "none was lost"));
}

Test(run_log, names_a_program_that_could_not_be_traced) {
    struct acted acted =
        act("$T run -o log -- $G/static_guest /bin/true; echo $?; grep -c '\"blind\"' log");

    cr_assert_str_eq(acted.out, "8\n1\n");
    cr_assert(strstr(acted.err, "ended with 8"), "%s", acted.err);
    cr_assert_lt(strstr(acted.err, "could not be traced itself: statically linked"),
                 strstr(acted.err, "lifetime"), "%s", acted.err);
    cr_assert(strstr(acted.err, "static_guest /bin/true"), "%s", acted.err);
}

Test(run_log, counts_each_start_of_a_program_that_cannot_be_traced) {
    struct acted acted;

    needs_library();
    acted = act("test -e $G/static_guest || { echo none; exit; }\n"
                "$T run -- sh -c '$G/static_guest; $G/static_guest; exit 6'");
    if (!strcmp(acted.out, "none\n"))
        cr_skip_test("no static C library");
    cr_assert(strstr(acted.err, "\n       2  "), "%s", acted.err);
    cr_assert_eq(times(acted.err, "wrote nothing"), 0, "%s", acted.err);
    cr_assert(strstr(acted.err, "2x "), "%s", acted.err);
}
