// SPDX-License-Identifier: MIT
// `clonetrace run --json`: lines while the program runs, whoever reads them.
#include <criterion/criterion.h>
#include <jansson.h>
#include <string.h>

#include "stage.h"

TestSuite(run_live, .init = stage_open, .fini = stage_close, .timeout = 120);

Test(run_live, lines_are_live_with_json) {
    struct acted acted = act("$T run --json -- sh -c '/bin/true; while test ! -e go; do sleep "
                             "0.02; done; exit 3' 2>err & p=$!\n"
                             "while ! grep -q '\"event\":\"image\"' err; do sleep 0.02; done; "
                             "touch go; wait $p; echo $?");

    cr_assert_str_eq(acted.out, "3\n");
}

Test(run_live, with_json_stderr_has_nothing_else) {
    struct acted acted = act("$T run --json -- sh -c '/bin/true; /bin/true; exit 3'");
    unsigned lines = 0;

    cr_assert_eq(acted.status, 3);
    for (char *at = acted.err, *end; (end = strchr(at, '\n')); at = end + 1, lines++) {
        json_t *line = json_loadb(at, (size_t)(end - at), 0, NULL);

        cr_assert(json_is_object(line), "%.*s", (int)(end - at), at);
        json_decref(line);
    }
    cr_assert_geq(lines, 4);
    cr_assert_eq(times(acted.err, "\"event\":\"image\""), 3);
    cr_assert_geq(times(acted.err, "\"event\":\"exit\""), 1);
}

Test(run_live, with_json_equals_the_file) {
    struct acted acted = act("$T run --json -o log -- sh -c 'for i in 1 2 3 4 5 6 7 8; do "
                             "/bin/true; done' 2>err; cmp log err");

    cr_assert_eq(acted.status, 0, "%s", acted.out);
}

Test(run_live, a_reader_of_json_that_goes_away_does_not_end_the_run) {
    struct acted acted =
        act("{ $T run --json -- sh -c 'for i in 1 2 3 4 5 6 7 8; do /bin/true; sleep 0.02; done; "
            "exit 7' 2>&1; echo $? >status; } | head -n 1 >first; cat status");

    cr_assert_str_eq(acted.out, "7\n");
}

// The pipe takes 64 KiB and then no more until somebody reads it.
Test(run_live, lines_that_nobody_reads_hold_up_no_signal_and_come_later) {
    struct acted acted;

    needs_library();
    acted =
        act("mkfifo pipe; exec 8<>pipe\n"
            "$T run --json -o log -- sh -c 'trap \"echo >trapped; exit 5\" TERM; while :; do "
            "/bin/true; done' 2>pipe & p=$!\n"
            "while ! test -e log || test $(wc -c <log) -lt 200000; do sleep 0.05; done\n"
            "kill -TERM $p; while ! test -e trapped; do sleep 0.05; done\n"
            "cat <pipe >lines 8>&- & c=$!; exec 8>&-; wait $p; echo $?; wait $c; cmp log lines");
    cr_assert_str_eq(acted.out, "5\n", "%s", acted.err);
}

Test(run_live, lines_that_nobody_reads_leave_no_private_log_when_a_signal_ends_it) {
    struct acted acted;

    needs_library();
    acted = act("mkdir tmp; export TMPDIR=$PWD/tmp; mkfifo pipe; exec 8<>pipe\n"
                "$T run --json -- sh -c 'trap \"\" TERM; echo >up; i=0; while test $i -lt 300; do "
                "/bin/true; "
                "i=$((i+1)); done' 2>pipe & p=$!\n"
                "while test ! -e up; do sleep 0.05; done; while kill -TERM $p 2>/dev/null; do "
                "sleep 0.05; done; wait $p; echo $?; ls tmp | "
                "wc -l");
    cr_assert_str_eq(acted.out, "143\n0\n", "%s", acted.err);
}

// More was read than the log gets after it was emptied, so this is noticed; lines come from its
// start again.
Test(run_live, with_json_losses_are_said_after_the_lines) {
    struct acted acted;

    needs_library();
    acted = act("$T run --json -o log -- sh -c 'while test $(grep -c image err) -lt 20; do sleep "
                "0.02; done; : >log; /bin/true; exit 3' 2>err; grep -c '\"image\"' log");
    cr_assert_str_eq(acted.out, "1\n", "%s", content("err"));
    cr_assert_eq(times(content("err"),
                       "clonetrace: the log is not whole: it was cut while the program ran\n"),
                 1, "%s", content("err"));
    acted = act("$T run --json -o log -- sh -c 'printf \"{\\\"v\\\":1,\\\"event\\\":\\\"crea\" "
                ">>log; /bin/true; echo noise >>log; exit 0'");
    cr_assert_eq(times(acted.err, "clonetrace: 1 line torn: "), 1, "%s", acted.err);
    cr_assert_eq(times(acted.err, "clonetrace: 1 line in the log that is not clonetrace's"), 1);
    cr_assert_eq(times(acted.err, "clonetrace: "), 2, "%s", acted.err);
    acted = act("{ (ulimit -f 0; $T run --json -o log -- /bin/true) 2>&1; } | cat");
    cr_assert(strstr(acted.out, "clonetrace: the log is not whole: it has reached the limit of "
                                "file sizes (ulimit -f)\n"),
              "%s", acted.out);
}
