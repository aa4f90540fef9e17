// SPDX-License-Identifier: MIT
// Call sites: counts and durations, and where debug information is there, functions and lines.
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stage.h"

// A log in which the calls of ./prog create processes, and what a report says of them: function,
// last component of the file, line, what it was compiled into, and whether to trust the file.
#define PLACES                                                                                     \
    ". $CT_TEST_REPORTS/events.sh\n"                                                               \
    "places() { cat >script.py <<'END'\n"                                                          \
    "import json\n"                                                                                \
    "for row in json.load(open('json'))['sites']:\n"                                               \
    "    s = row['site']\n"                                                                        \
    "    print(s['function'], s['file'] and s['file'].split('/')[-1], s['line'],\n"                \
    "          *[i['function'] for i in s['inlined_into']], s['code'])\n"                          \
    "END\n"                                                                                        \
    "    $T report --sites --json \"$@\" log >json && python3 script.py | sort; }\n"               \
    "traced() { started 1000 10; cat calls | while read -r function line offset; do\n"             \
    "    module=${prog:-$PWD/prog} offset=$offset created 2000 fork 10/10 20/20; done; }\n"        \
    "cp $G/report_placed prog; ./prog >calls; traced >log\n"                                       \
    "expected() { while read -r function line offset; do test $function = main || "                \
    "outer=\" outer\"\n"                                                                           \
    "    echo $function report_placed.c $line$outer $1; outer=; done <calls | sort; }\n"           \
    "build_id() { readelf -n $1 | sed -n 's/.*Build ID: //p'; }\n"                                 \
    "named() { id=$(build_id $1); echo .build-id/${id%${id#??}}/${id#??}.debug; }\n"

TestSuite(report_sites, .init = stage_open, .fini = stage_close, .timeout = 120);

// Binutils and gcc build the command; where it only runs there may be none.
static struct acted with_places(const char *script) {
    static char text[8192];

    if (system("command -v readelf objcopy strip >/dev/null")) {
        stage_close();
        cr_skip_test("no binutils here");
    }
    snprintf(text, sizeof text, "%s%s", PLACES, script);
    return act(text);
}

static void says(const struct acted *acted, const char *text) {
    cr_assert(strstr(acted->out, text), "no '%s' in:\n%s%s", text, acted->out, acted->err);
}

static void agrees(const char *script) {
    struct acted acted = with_places(script);

    cr_assert(!acted.status && !*acted.out && !*acted.err, "%s\nsays:\n%s%s", script, acted.out,
              acted.err);
}

Test(report_sites, have_functions_lines_and_what_was_compiled_into_what) {
    agrees("places >got; expected same | diff - got");
}

Test(report_sites, show_lines_in_the_text) {
    struct acted acted = with_places("$T report --sites log; cat calls");

    says(&acted, "main at ");
    says(&acted, "report_placed.c:");
    cr_assert(!strstr(acted.out, "not on this machine"), "%s", acted.out);
}

Test(report_sites, take_a_debug_file_of_the_same_build_id) {
    agrees("mkdir -p d/$(dirname $(named prog)); objcopy --only-keep-debug prog d/$(named prog)\n"
           "strip prog; traced >log; places --debug-dir d >got; expected same | diff - got\n"
           "places | grep report_placed.c; true");
}

Test(report_sites, take_no_debug_file_of_another_build_id) {
    agrees("mkdir -p d/$(dirname $(named prog))\n"
           "objcopy --only-keep-debug $G/report_placed_other d/$(named prog)\n"
           "strip prog; traced >log; places --debug-dir d | grep report_placed.c\n"
           "test $(places --debug-dir d | grep -c 'None None None same') = 2 || echo none");
}

Test(report_sites, take_a_debug_file_beside_the_program_only_if_its_build_id_fits) {
    agrees(
        "mkdir .debug; objcopy --only-keep-debug $G/report_placed_other .debug/prog.debug\n"
        "strip prog; objcopy --add-gnu-debuglink=.debug/prog.debug prog; traced >log\n"
        "places | grep report_placed.c\n"
        "cp $G/report_placed prog; objcopy --only-keep-debug prog .debug/prog.debug; strip prog\n"
        "objcopy --add-gnu-debuglink=.debug/prog.debug prog; traced >log\n"
        "places >got; expected same | diff - got");
}

Test(report_sites, have_no_lines_of_a_program_that_was_changed) {
    struct acted acted =
        with_places("touch -d '1 hour' prog; places; $T report --sites log | grep -A 1 written");

    says(&acted, "None None None newer\nNone None None newer\n"
                 "1 module was written after it was traced: ");
}

// What was installed in the place of the old one may be older.
Test(report_sites, have_no_lines_where_no_call_is_or_another_symbol) {
    struct acted acted = with_places(
        "{ started 1000 10; module=$PWD/prog offset=0x1 created 2 fork 10/10 20/20\n"
        "read -r f l offset <calls\n"
        "printf '%s' \"$(module=$PWD/prog offset=$offset created 2 fork 10/10 21/21)\" | "
        "sed 's/\"offset\"/\"symbol\":\"nowhere\",&/'; echo; } >log\n"
        "places; $T report --sites log | grep traced:");

    says(&acted, "None None None differs\nNone None None differs\n"
                 "1 module is not the one that was traced: ");
}

Test(report_sites, doubt_lines_of_another_boot_and_of_files_that_were_put_there_since) {
    struct acted acted =
        with_places("boot=other traced >log; places; $T report --sites log\n"
                    "traced >log; sleep 0.05; mv prog other; mv other prog; places");

    says(&acted, "report_placed.c");
    says(&acted, "outer other-boot\n");
    says(&acted, "1 module has lines from the file that is here now: ");
    says(&acted, "outer touched\n");
}

Test(report_sites, are_offsets_where_nothing_is_here) {
    struct acted acted =
        with_places("prog=/none/prog traced >log; places; $T report --sites log 2>&1\n"
                    "$T report log | grep -c 'not on this machine'");

    says(&acted, "None None None absent\nNone None None absent\n");
    says(&acted, "1 module is not on this machine: /none/prog\n");
    says(&acted, "\n1\n"); // told once in a whole report
    cr_assert_str_empty(acted.err);
}

Test(report_sites, are_found_below_another_root) {
    agrees("mkdir -p root/usr/bin; cp prog root/usr/bin; prog=/usr/bin/prog traced >log\n"
           "places --sysroot root >got; expected same | diff - got");
}

Test(report_sites, read_no_program_if_not_wanted) {
    struct acted acted = with_places("places --no-debuginfo");

    cr_assert_str_eq(acted.out, "None None None off\nNone None None off\n");
}

// Paths come from the log.
Test(report_sites, open_nothing_but_plain_files) {
    struct acted acted = with_places(
        "mkfifo prog.fifo; echo text >text; for prog in $PWD/prog.fifo /dev/tty $PWD relative/prog "
        "$PWD/text; do traced >log; places | uniq; done");

    cr_assert_str_eq(acted.out,
                     "None None None absent\nNone None None absent\nNone None None absent\n"
                     "None None None absent\nNone None None no-elf\n",
                     "%s%s", acted.out, acted.err);
}

Test(report_sites, ask_no_server_for_debug_information) {
    agrees(
        "strip prog; traced >log; DEBUGINFOD_URLS=http://127.0.0.1:1 DEBUGINFOD_VERBOSE=1 places "
        "2>&1 | grep 127; true");
}

// Nearest rank: of 1 to 200, the 100th and the 198th.
Test(report_sites, are_sorted_by_cost_with_exact_quantiles) {
    struct acted acted = act(
        ". $CT_TEST_REPORTS/events.sh\n"
        "{ started 1 10; i=0; while [ $i -lt 200 ]; do i=$((i + 1))\n"
        "ns=$i created $i fork 10/10 20/20; done\n"
        "ns=20099 offset=0x20 created 2 vfork 10/10 21/21\n"
        "ns=20101 offset=0x30 result=error more=',\"errno\":\"EAGAIN\"' created 2 clone 10/10 0/0\n"
        "result=denied more=',\"errno\":\"EPERM\"' created 2 clone 10/10 0/0; } >log\n"
        "$T report --sites --json log >json; python3 -c 'import json\n"
        "for r in json.load(open(\"json\"))[\"sites\"]:\n"
        "    d = r[\"duration_ns\"]\n"
        "    print(r[\"api\"], r[\"count\"], r[\"failed\"], r[\"denied\"], d[\"total\"], "
        "d[\"p50\"], "
        "d[\"p99\"], *[e[\"errno\"] for e in r[\"errors\"]])'\n"
        "$T report --sites --limit 1 log");

    says(&acted, "clone 1 1 0 20101 20101 20101 EAGAIN\nfork 200 0 0 20100 100 198\n"
                 "vfork 1 0 0 20099 20099 20099\nclone 1 0 1 1000 1000 1000 EPERM\n");
    says(&acted, "\n    1 failed: EAGAIN 1\n");
    says(&acted, "\n3 more places; --limit=0 shows all\n");
}

Test(report_sites, have_the_first_stack) {
    struct acted acted = with_places(
        "set -- $(cat calls); inner=$6; main=$3\n"
        "{ started 1000 10; module=$PWD/prog offset=$inner created 1 fork 10/10 19/19\n"
        "more=\",\\\"stack\\\":[{\\\"module\\\":\\\"$PWD/prog\\\",\\\"offset\\\":\\\"$inner\\\"},"
        "{\\\"module\\\":\\\"$PWD/prog\\\",\\\"offset\\\":\\\"$main\\\"}]\"\n"
        "module=$PWD/prog offset=$inner created 2 fork 10/10 20/20; } >log\n"
        "$T report --sites log");

    says(&acted, "    in outer at ");
    says(&acted, "    by main at ");
}

Test(report_sites, refuse_directories_that_are_none) {
    struct acted acted = act("for o in --debug-dir=none --sysroot=none --debug-dir=a:b; do\n"
                             "$T report $o log 2>&1; echo $?; done");

    says(&acted, "clonetrace: report: --debug-dir: none: No such file or directory\n125\n");
    says(&acted, "clonetrace: report: --sysroot: none: No such file or directory\n125\n");
    says(&acted, "a directory with a colon cannot be searched");
}
