// SPDX-License-Identifier: MIT
// Hazards: for each a log that proves it, and one that nearly does.
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stage.h"

#define EVENTS ". $CT_TEST_REPORTS/events.sh\n"

TestSuite(report_hazards, .init = stage_open, .fini = stage_close, .timeout = 120);

// The names of what is found in the log that the script writes, with how often: "lost 3\n".
static char *found(const char *script, const char *options) {
    static char text[8192];
    struct acted acted;

    snprintf(text, sizeof text,
             EVENTS
             "{ %s\n} >log\n$T report --hazards --json --no-debuginfo %s log >out.json || exit\n"
             "python3 -c 'import json\n"
             "for f in json.load(open(\"out.json\"))[\"hazards\"][\"found\"]:\n"
             "    assert f[\"count\"] and f[\"proofs\"] and f[\"do\"] and f[\"source\"]\n"
             "    for p in f[\"proofs\"]: assert p[\"ts_ns\"] and p[\"tgid\"]\n"
             "    print(f[\"hazard\"] + (\" \" + f[\"kind\"] if f[\"kind\"] else \"\"), "
             "f[\"count\"])'",
             script, options);
    acted = act(text);
    cr_assert_eq(acted.status, 0, "%s%s", acted.out, acted.err);
    return acted.out;
}

static void finds(const char *script, const char *what) {
    char *out = found(script, "");

    cr_assert_str_eq(out, what, "%s\nfinds:\n%s", script, out);
}

Test(report_hazards, a_clean_log_has_none) {
    struct acted acted = act("for log in make python shell; do\n"
                             "    $T report --hazards $CT_TEST_REPORTS/$log.jsonl | grep -c "
                             "'^hazards: none found'\n"
                             "done");

    cr_assert_str_eq(acted.out, "1\n1\n1\n", "%s%s", acted.out, acted.err);
}

Test(report_hazards, fork_in_threads_needs_threads_that_live_and_no_exec) {
    finds("started 1 10; thread 2 10 11; created 3 fork 10/10 20/20; ends 9 20",
          "fork-in-threads 1\n");
    finds("started 1 10; thread 2 10 11; ends 9 20; created 3 fork 10/10 20/20",
          "fork-in-threads 1\n"); // the child's line came first
    finds(
        "started 1 10; thread 2 10 11; created 3 fork 10/10 20/20; execs 4 20 fork 3 10; ends 9 20",
        "");
    finds(
        "started 1 10; thread 2 10 11; execs 4 20 fork 3 10; created 3 fork 10/10 20/20; ends 9 20",
        "");
    finds("started 1 10; created 3 fork 10/10 20/20; ends 9 20", "");
    finds(
        "started 1 10; thread 2 10 11; thread_ends 3 10 11; created 4 fork 10/10 20/20; ends 9 20",
        "");
    finds("started 1 10; thread 2 10 11; flags=16640 created 3 vfork 10/10 20/20; ends 9 20", "");
}

Test(report_hazards, fork_in_threads_takes_a_failed_exec_for_none) {
    finds("started 1 10; thread 2 10 11; created 3 fork 10/10 20/20; execs 4 20 fork 3 10\n"
          "more=',\"errno\":\"ENOENT\"' execs 5 20 fork 3 10; ends 9 20",
          "fork-in-threads 1\n");
}

Test(report_hazards, threads_end_with_an_exec) {
    finds("started 1 10; thread 2 10 11; execs 3 10 fork 1 1; started 4 10; created 5 fork 10/10 "
          "20/20; ends 9 20",
          "");
}

// A child of which no line tells, may exec after the log's end.
Test(report_hazards, fork_in_threads_waits_a_second_for_an_exec) {
    finds("started 1 10; thread 2 10 11; created 3 fork 10/10 20/20; ends 900000000 10", "");
    finds("started 1 10; thread 2 10 11; created 3 fork 10/10 20/20; ends 1000000004 10",
          "fork-in-threads 1\n");
    finds("started 1 10; thread 2 10 11; created 3 fork 10/10 20/20; lost=2 ends 1000000004 10",
          "lost 2\n"); // the exec may be among the lost ones
}

Test(report_hazards, says_how_many_threads_and_whether_ends_are_known) {
    struct acted acted =
        act(EVENTS "{ started 1 10; thread 2 10 11; thread 2 10 12; created 3 fork 10/10 20/20\n"
                   "ends 9 20; } >a\n"
                   "{ cat a; thread_ends 10 10 11; created 11 fork 10/10 21/21; ends 12 21; } >b\n"
                   "$T report --hazards a; $T report --hazards b");

    cr_assert(
        strstr(acted.out, "had created up to 2 threads, and no line tells of an end of one\n"),
        "%s", acted.out);
    cr_assert(strstr(acted.out, "not looked for: thread-churn; the log has no ends of threads; "
                                "clonetrace run --lifetimes notes them\n"),
              "%s", acted.out);
    cr_assert_eq(times(acted.out, "proof  ts_ns 3, process 10, thread 10: fork\n"), 2, "%s",
                 acted.out);
}

Test(report_hazards, a_vfork_child_that_creates_or_changes_namespaces) {
    finds(
        "started 1 10; created 5 fork 20/20 30/30; ns=100 flags=16640 created 3 vfork 10/10 20/20",
        "vfork-child acted 1\n");
    finds(
        "started 1 10; ns=100 flags=16640 created 3 vfork 10/10 20/20; created 5 fork 20/20 30/30",
        ""); // after its parent went on
    finds("started 1 10; created 5 fork 20/20 30/30; ns=100 created 3 fork 10/10 20/20", "");
    finds("started 1 10; execs 4 20 vfork 3 10 0; started 5 20 10; created 6 fork 20/20 30/30\n"
          "ns=100 flags=16640 created 3 vfork 10/10 20/20",
          ""); // the program that it became did
}

Test(report_hazards, a_vfork_child_that_touches_memory_or_keeps_its_parent_waiting) {
    finds("started 1 10; execs 4 20 vfork 3 10 32; started 5 20 10; flags=16640 created 3 vfork "
          "10/10 20/20",
          "vfork-child touched 1\n");
    finds("started 1 10; execs 4 20 vfork 3 10 31; started 5 20 10; flags=16640 created 3 vfork "
          "10/10 20/20",
          "");
    finds("started 1 10; execs 500000003 20 vfork 3 10 0; started 500000005 20 10\n"
          "ns=500000009 flags=16640 created 3 vfork 10/10 20/20",
          "vfork-child waited 1\n");
    finds("started 1 10; execs 4 20 vfork 3 10 0; started 5 20 10\n" // the disk was slow, not the
                                                                     // child
          "ns=900000000 flags=16640 created 3 vfork 10/10 20/20",
          "");
    finds(
        "started 1 10; ns=900000000 flags=16640 created 3 posix_spawn 10/10 20/20; started 4 20 10",
        "");
}

Test(report_hazards, memory_and_descriptors_that_processes_share) {
    finds("started 1 10; flags=256 created 2 clone 10/10 20/20", "shared-memory 1\n");
    finds("started 1 10; flags=16640 created 2 clone 10/10 20/20; thread 3 10 11", "");
    finds("started 1 10; flags=1024 created 2 clone 10/10 20/20", "shared-files 1\n");
    finds("started 1 10; flags=1280 created 2 clone 10/10 20/20",
          "shared-memory 1\nshared-files 1\n");
    finds("started 1 10; result=error flags=1280 created 2 clone 10/10 20/20", "");
}

#define THREADS(count, life)                                                                       \
    "started 1 10; i=0; while [ $i -lt " #count " ]; do i=$((i + 1))\n"                            \
    "thread $((i * 1000)) 10 $((100 + i)); thread_ends $((i * 1000 + " #life ")) 10 "              \
    "$((100 + i)); done"

Test(report_hazards, thread_churn_needs_many_and_short_lives) {
    finds(THREADS(100, 9999999), "thread-churn 100\n");
    finds(THREADS(99, 9999999), "");
    finds(THREADS(100, 10000000), "");
    finds("started 1 10; started 1 20; i=0; while [ $i -lt 60 ]; do i=$((i + 1))\n"
          "thread 5 10 $((100 + i)); thread_ends 6 10 $((100 + i))\n"
          "thread 5 20 $((200 + i)); thread_ends 6 20 $((200 + i)); done",
          ""); // in no process enough
}

#define FORKS(count, apart)                                                                        \
    "started 1 10; i=0; while [ $i -lt " #count " ]; do i=$((i + 1))\n"                            \
    "created $((i * " #apart ")) fork 10/10 $((100 + i))/$((100 + i)); done"

Test(report_hazards, fork_storm_needs_many_within_a_second) {
    finds(FORKS(500, 2000000), "fork-storm 1\n");
    finds(FORKS(499, 2000000), "");
    finds(FORKS(500, 2100000), "");
    cr_assert_str_eq(found(FORKS(20, 1000), "--threshold=storm-rate=20"), "fork-storm 1\n");
}

#define CHAIN(count)                                                                               \
    "started 1 100; i=1; while [ $i -lt " #count " ]; do i=$((i + 1))\n"                           \
    "created $i fork $((98 + i))/$((98 + i)) $((99 + i))/$((99 + i)); done"

Test(report_hazards, fork_depth_counts_the_chain) {
    finds(CHAIN(32), "fork-depth 1\n");
    finds(CHAIN(31), "");
}

Test(report_hazards, creations_denied_and_failed) {
    finds("started 1 10; "
          "more=',\"errno\":\"EPERM\",\"policy\":[{\"rule\":\"r\",\"action\":\"deny\"}]' "
          "result=denied created 2 fork 10/10 0/0",
          "denied EPERM 1\n");
    finds("started 1 10; more=',\"errno\":\"EAGAIN\"' result=error created 2 fork 10/10 0/0",
          "failed EAGAIN 1\n");
    finds("started 1 10; more=',\"errno\":\"EINVAL\"' result=error created 2 clone 10/10 0/0", "");
}

Test(report_hazards, what_is_missing) {
    finds("started 1 10; lost=3 ends 9 10", "lost 3\n");
    finds("started 1 10; lost=0 ends 9 10", "");
    finds("started 1 10; printf '{\"v\":1,\"event\":\"blind\",\"ts_ns\":2,\"api\":\"execve\","
          "\"path\":\"/bin/x\",\"reason\":\"static\",\"tgid\":10,\"tid\":10}\\n'",
          "not-covered static 1\n");
    finds("started 1 10; created 2 fork 10/10 20/20; execs 3 20 fork 2 10; ends 9 10",
          "not-covered silent 1\n");
    finds("started 1 10; created 2 fork 10/10 20/20; execs 3 20 fork 2 10; started 4 20 10; ends 9 "
          "10",
          "");
}

Test(report_hazards, keeps_the_lines_that_prove_it) {
    struct acted acted = act(
        EVENTS "{ started 1 10; flags=256 created 2 clone 10/10 20/20; } >log\n"
               "$T report --hazards --json log >json\n"
               "python3 -c 'import json\n"
               "proof = json.load(open(\"json\"))[\"hazards\"][\"found\"][0][\"proofs\"][0]\n"
               "print(proof[\"line\"] + \"\\n\" in open(\"log\").readlines(), proof[\"file\"])'");

    cr_assert_str_eq(acted.out, "True log\n", "%s%s", acted.out, acted.err);
}

Test(report_hazards, a_filter_leaves_out_other_creations) {
    const char *script = "started 1 10; flags=256 module=/a created 2 clone 10/10 20/20\n"
                         "flags=256 module=/b created 2 clone 10/10 21/21";

    cr_assert_str_eq(found(script, "--filter module=/b"), "shared-memory 1\n");
    cr_assert_str_eq(found(script, "--filter module=/c"), "");
}

Test(report_hazards, refuses_thresholds_that_mean_nothing) {
    struct acted acted = act("for t in storm-rat=1 x=1 churn churn=0 churn=-1 churn=1x churn=; do\n"
                             "$T report --threshold $t log; echo $?; done 2>&1");

    cr_assert(strstr(acted.out, "unknown 'storm-rat'; did you mean 'storm-rate'?\n125\n"), "%s",
              acted.out);
    cr_assert_eq(times(acted.out, "churn needs a number from 1 to 1000000000: churn=100\n125\n"), 5,
                 "%s", acted.out);
    cr_assert_eq(times(acted.out, "125\n"), 7, "%s", acted.out);
}

// Logs of real guests, see events.sh beside them.
Test(report_hazards, of_real_programs) {
    struct acted acted = act("for log in threads vforks; do\n"
                             "$T report --hazards --json $CT_TEST_REPORTS/$log.jsonl >json\n"
                             "python3 -c 'import json\n"
                             "for f in json.load(open(\"json\"))[\"hazards\"][\"found\"]:\n"
                             "    print(f[\"hazard\"], f[\"kind\"])' | sort -u; done");

    cr_assert_str_eq(acted.out, "fork-in-threads None\nvfork-child acted\n", "%s%s", acted.out,
                     acted.err);
}

// A frame of the stack is code of the C library, which is read.
Test(report_hazards, create_in_handler_is_seen_in_stacks) {
    struct acted acted;

    needs_library();
    acted = act("for guest in 'refused fork handler' fork_loop; do\n"
                "$T run -o log --stack 16 -- $G/../guests/$guest >/dev/null 2>&1\n"
                "$T report --hazards log | grep -c '^  create-in-handler: '\n"
                "$T report --hazards --no-debuginfo log | grep -c '^not looked for: create-in'\n"
                "done");
    cr_assert_str_eq(acted.out, "1\n1\n0\n1\n", "%s%s", acted.out, acted.err);
}
