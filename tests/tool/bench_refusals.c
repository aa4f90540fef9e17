// SPDX-License-Identifier: MIT
// What `clonetrace bench` refuses, each with one line that says what would do, and before anything
// is measured; and what it does with files.
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stage.h"

TestSuite(bench_refusals, .init = stage_open_bench, .fini = stage_close, .timeout = 300);

static void refuses(const char *options, const char *says) {
    char script[512];
    struct acted acted;

    snprintf(script, sizeof script, "$T bench %s", options);
    acted = act(script);
    cr_assert_eq(acted.status, 125, "%s: status %d: %s", options, acted.status, acted.err);
    cr_assert(one_line(acted.err), "%s: not one line: %s", options, acted.err);
    cr_assert(strstr(acted.err, says), "%s: no \"%s\" in: %s", options, says, acted.err);
    cr_assert_str_empty(acted.out, "%s", options);
}

Test(bench_refusals, name_the_form_that_is_accepted) {
    refuses("--memory=5X", "64M, 1.5GiB, 100MB");
    refuses("--memory=-1", "64M, 1.5GiB, 100MB");
    refuses("--memory=0,", "64M, 1.5GiB, 100MB");
    refuses("--memory=1e9", "64M, 1.5GiB, 100MB");
    refuses("--memory=99999999999T", "nothing is as large");
    refuses("--threads=1.5", "whole numbers from 0 to 10000");
    refuses("--threads=10001", "whole numbers from 0 to 10000");
    refuses("--written=5", "a percentage from 0% to 100%");
    refuses("--written=101%", "a percentage from 0% to 100%");
    refuses("--precision=0%", "more than none");
    refuses("--max-time=soon", "90s or 2min");
    refuses("--max-time=0", "90s or 2min");
    refuses("--rounds=0", "from 1 to 1000000");
    refuses("--cpu=one", "the number of a CPU");
}

Test(bench_refusals, suggest_the_name_that_was_meant) {
    refuses("--method=frok", "did you mean 'fork'?");
    refuses("--then=exec", "exit, exec-static, exec-dynamic");
    refuses("--pages=huge", "small, thp, hugetlb");
    refuses("--methods=fork", "did you mean '--method'?");
    refuses("--writer=x", "child, parent");
}

Test(bench_refusals, say_what_does_not_go_together) {
    refuses("--method=posix_spawn --then=exit", "no such combination");
    refuses("--method=pthread_create --then=exec-static", "no such combination");
    refuses("--cpu=0 --no-pin", "exclude each other");
    refuses("--from=x --quick", "--from measures nothing");
    refuses("-- make", "clonetrace run");
    refuses("--cpu=60000", "may not run on CPU 60000");
}

Test(bench_refusals, come_before_the_machine_is_out_of_memory) {
    refuses("--memory=1000T --rounds=1", "can be used");
    refuses("--memory=0,1000T --method=vfork --then=exit", "ask for less with --memory");
    // ulimit counts in KiB; a sanitizer maps more than that for itself.
    if (strstr(getenv("CT_TEST_LIBRARY"), "stand_in"))
        return;
    struct acted acted = act("ulimit -v 1000000; $T bench --memory=900M --rounds=1");

    cr_assert_eq(acted.status, 125);
    cr_assert(strstr(acted.err, "ulimit -v"), "%s", acted.err);
}

Test(bench_refusals, measure_nothing_with_the_library_in_it) {
    needs_library();
    struct acted acted =
        act("LD_PRELOAD=$L/src/libclonetrace.so CLONETRACE_LOG=off $T bench --rounds=1");

    cr_assert_eq(acted.status, 125);
    cr_assert(strstr(acted.err, "env -u LD_PRELOAD"), "%s", acted.err);
}

Test(bench_refusals, name_where_programs_were_looked_for) {
    struct acted acted = act("rm $L/tools/bench-worker; $T bench --rounds=1");

    cr_assert_eq(acted.status, 125);
    cr_assert(strstr(acted.err, "no bench-worker in"), "%s", acted.err);
    acted = act("rm $L/tools/bench-static; cp $CT_TEST_BENCH/bench-worker $L/tools;\n"
                "$T bench --method=vfork --then=exec-static,exec-dynamic --rounds=1");
    cr_assert_eq(acted.status, 0, "%s", acted.err);
    cr_assert(strstr(acted.out, "no static program"), "%s", acted.out);
}

Test(bench_refusals, look_at_files_before_measuring) {
    refuses("--json=no-such-directory/r.json", "No such file");
    refuses("--json=", "No such file");
    refuses("--from=no-such-file", "no-such-file");
    refuses("--json=.", "irectory");
}

Test(bench_refusals, of_a_full_disk_leave_the_table) {
    struct acted acted = act("$T bench --method=vfork --then=exit --rounds=1 --json=/dev/full");

    cr_assert_eq(acted.status, 125);
    cr_assert(strstr(acted.err, "No space left"), "%s", acted.err);
    cr_assert(strstr(acted.out, "vfork"), "%s", acted.out);
}

Test(bench_refusals, list_without_measuring) {
    struct acted acted = act("rm $L/tools/bench-*; $T bench --list --method=fork,vfork --then=exit "
                             "--memory=0,1M");

    cr_assert_eq(acted.status, 0, "%s", acted.err);
    cr_assert_eq(times(acted.out, "\n"), 4, "%s", acted.out);
    cr_assert_str_empty(acted.err);
}

Test(bench_refusals, a_saved_result_is_shown_as_it_was) {
    struct acted first = act("$T bench --method=vfork --then=exit --rounds=1 --json=r.json"),
                 again = act("$T bench --from=r.json"),
                 copied = act("$T bench --from=r.json --json=- | cmp - r.json");

    cr_assert_eq(first.status, 0, "%s", first.err);
    cr_assert_eq(again.status, 0, "%s", again.err);
    cr_assert_str_eq(again.out, first.out);
    cr_assert_eq(copied.status, 0, "%s%s", copied.out, copied.err);
}
