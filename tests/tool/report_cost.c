// SPDX-License-Identifier: MIT
// The cost of forks: what a log has of it, and what a model with round numbers makes of that.
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "stage.h"

// 40 MiB in memory: 10240 entries of page tables.
#define MEMORY                                                                                     \
    ". $CT_TEST_REPORTS/events.sh\n"                                                               \
    "mem=',\"mem\":{\"rss_kib\":40960,\"pte_kib\":100,\"minflt\":5}'\n"                            \
    "export HOME=$PWD; unset XDG_CACHE_HOME\n"                                                     \
    "cost() { $T report --cost --json \"$@\" log >json && python3 -c 'import json\n"               \
    "cost = json.load(open(\"json\"))[\"cost\"]\n"                                                 \
    "for s in cost[\"sites\"]:\n"                                                                  \
    "    m = s[\"measured\"]\n"                                                                    \
    "    print(s[\"api\"], m[\"forks\"], m[\"exec_followed\"], m[\"no_exec_followed\"], "          \
    "m[\"unknown\"], m[\"faults_until_exec_p50\"], m[\"rss_kib\"])\n"                              \
    "    if s[\"modelled\"]: print(*[round(v) for v in s[\"modelled\"].values()])'; }\n"

TestSuite(report_cost, .init = stage_open, .fini = stage_close, .timeout = 120);

static void says(const struct acted *acted, const char *text) {
    cr_assert(strstr(acted->out, text), "no '%s' in:\n%s%s", text, acted->out, acted->err);
}

Test(report_cost, matches_execs_and_ends_with_forks_in_either_order) {
    struct acted acted =
        act(MEMORY "{ started 1 10; created 2 fork 10/10 20/20; execs 3 20 fork 2 10 15\n"
                   "execs 5 21 fork 4 10 17; created 4 fork 10/10 21/21\n"
                   "created 6 fork 10/10 22/22; ends 7 22\n"
                   "ends 9 23; created 8 fork 10/10 23/23\n"
                   "created 10 fork 10/10 24/24\n"
                   "created 11 fork 10/10 25/25; execs 12 25 fork 11 10\n"
                   "more=',\"errno\":\"ENOENT\"' execs 13 25 fork 11 10; ends 14 25\n"
                   "created 20 fork 10/10 20/20; ends 21 20; } >log\n" // the pid came again
                   "cost; $T report --cost log");

    says(&acted, "fork 7 2 4 1 15 None\n");
    says(&acted, "an exec followed 2, after 15 page faults of the child (p50); no exec followed 4; "
                 "of 1 the log does not say\n");
    says(&acted, "no memory figures in the log: clonetrace run --mem notes them");
}

Test(report_cost, leaves_out_what_copies_no_memory) {
    struct acted acted =
        act(MEMORY
            "{ started 1 10; flags=16640 created 2 vfork 10/10 20/20; execs 3 20 vfork 2 10 0\n"
            "thread 4 10 11; result=error more=',\"errno\":\"EAGAIN\"' created 5 fork 10/10 0/0\n"
            "flags=256 created 6 clone 10/10 21/21; } >log; cost; $T report --cost log");

    says(&acted, "fork cost: nothing was created as a copy of its parent\n");
    cr_assert(!strstr(acted.out, "fork 1"), "%s", acted.out);
}

Test(report_cost, says_how_to_get_a_model) {
    struct acted acted =
        act(MEMORY "{ started 1 10; more=$mem created 2 fork 10/10 20/20; execs 3 20 fork 2 10 "
                   "19; } >log\n"
                   "$T report --cost log; mkdir -p .cache/clonetrace\n"
                   "echo x >.cache/clonetrace/model.json; $T report --cost log\n"
                   "$G/make_model .cache/clonetrace/model.json 1.2.3; $T report --cost log");

    says(&acted, "the parent had 40 MiB in memory, 100 KiB of page tables");
    says(&acted, "there is no model of this machine; clonetrace bench --save-model makes one\n");
    says(&acted, "/model.json is no model; clonetrace bench --save-model makes one\n");
    says(&acted, "the model is of kernel 1.2.3, not of "); // refused
    cr_assert(!strstr(acted.out, "saved"), "%s", acted.out);
}

#define FORKS                                                                                      \
    MEMORY "$G/make_model .cache/clonetrace/model.json || exit\n"                                  \
           "{ started 1 10; ns=200000 more=$mem created 2 fork 10/10 20/20; execs 3 20 fork 2 10 " \
           "19\n"                                                                                  \
           "ns=200000 more=$mem created 4 fork 10/10 21/21; execs 5 21 fork 4 10 19\n"             \
           "ns=900000 more=$mem created 6 fork 10/10 22/22; ends 7 22; } >log\n"

// entries 10240; the call 100000 + 102400; exec 300000 + 184320 - 202400 after it, 81920 of that
// for tables; 10 pages copied for 10000; posix_spawn 100000; so 200000 + 281920 + 10000 - 100000
// are saved by each of the two that execed.
Test(report_cost, adds_what_the_model_says) {
    struct acted acted = act(FORKS "cost; $T report --cost log");

    says(&acted, "fork 3 2 1 0 19 40960\n10240 202400 281920 81920 10000 100000 391920 783840 0\n");
    says(&acted, "    modelled  after the call 282 us");
    says(&acted, "    saved     784 us with posix_spawn: 392 us for each of 2\n");
    says(&acted, "modelled: by a made-up machine\n");
}

Test(report_cost, takes_a_model_by_name_and_doubts_one_that_may_not_fit) {
    struct acted acted = act(
        FORKS "rm .cache/clonetrace/model.json; $G/make_model other.json 1.2.3\n"
              "$T report --cost --model other.json log; sed 's/boot_id\":\"/&x/' log >b; mv b log\n"
              "$T report --cost --model other.json log\n"
              "$T report --cost --model none log 2>&1; echo $?; echo x >bad\n"
              "$T report --cost --model bad log 2>&1; echo $?");

    says(&acted, "the model is of kernel 1.2.3, not of ");
    says(&acted, "the log is of another boot or machine, and a log does not say of which kernel");
    cr_assert_eq(times(acted.out, "392 us for each of 2\n"), 2, "%s", acted.out);
    says(&acted, "--model: none: No such file or directory; clonetrace bench --save-model makes "
                 "one\n125\n");
    says(&acted, "--model: bad is no model; clonetrace bench --save-model makes one\n125\n");
}

// Several boots of one log have children with the same pid.
Test(report_cost, puts_the_worst_site_first_and_keeps_machines_apart) {
    struct acted acted =
        act(MEMORY "{ boot=a started 1 10; ns=10 offset=0x20 created 2 fork 10/10 20/20; } >log\n"
                   "{ boot=b started 1 10; ns=20 created 2 fork 10/10 20/20; execs 3 20 fork 2 10 "
                   "9; } >b\n"
                   "cost b; $T report --cost log b | grep ' in /nowhere'");

    says(&acted, "fork 1 1 0 0 9 None\nfork 1 0 0 1 None None\n");
    says(&acted, "+0x10\n  fork in /nowhere/app+0x20\n");
}
