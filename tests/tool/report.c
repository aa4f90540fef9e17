// SPDX-License-Identifier: MIT
// `clonetrace report` as a user runs it: what it reads, and the tree that it makes of it.
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stage.h"

#define LOGS "D=$CT_TEST_REPORTS; . $D/lines.sh\n"

TestSuite(report, .init = stage_open, .fini = stage_close, .timeout = 120);

static void says(const struct acted *acted, const char *text) {
    cr_assert(strstr(acted->out, text), "no '%s' in:\n%s%s", text, acted->out, acted->err);
}

// A tree as it was looked at once. To accept a new look: CT_TEST_REWRITE=1, and read the diff.
static void tree_of(const char *name) {
    char script[512];
    struct acted acted;

    snprintf(script, sizeof script,
             LOGS "$T report --tree $D/%s.jsonl | tail -n +2 >tree || exit\n"
                  "test -z \"$CT_TEST_REWRITE\" || cp tree $D/%s.txt\n"
                  "diff $D/%s.txt tree",
             name, name, name);
    acted = act(script);
    cr_assert_eq(acted.status, 0, "%s%s", acted.out, acted.err);
}

Test(report, tree_of_a_parallel_build) {
    tree_of("make");
}

Test(report, tree_of_processes_and_threads_of_python) {
    tree_of("python");
}

Test(report, tree_of_a_script_that_was_killed) {
    tree_of("shell");
}

Test(report, reads_plain_and_gzip_from_files_and_from_standard_input) {
    struct acted acted = act(
        LOGS "gzip -c $D/make.jsonl >make.gz; cat make.gz make.gz >twice.gz\n"
             "$T report --tree $D/make.jsonl | tail -n +2 >plain\n"
             "$T report --tree make.gz | tail -n +2 | cmp plain - || echo gzip\n"
             "$T report --tree - <$D/make.jsonl | tail -n +2 | cmp plain - || echo stdin\n"
             "cat make.gz | $T report --tree - | tail -n +2 | cmp plain - || echo both\n"
             "mkfifo pipe; cat make.gz >pipe & $T report --tree pipe | tail -n +2 | cmp plain - "
             "|| echo pipe\n"
             "$T report --tree - <make.gz | head -n 1\n"
             "$T report --tree twice.gz | grep -c '^114 records'");

    cr_assert_str_eq(acted.out, "standard input\n1\n", "%s%s", acted.out, acted.err);
}

Test(report, keeps_machines_with_the_same_ids_apart) {
    struct acted acted =
        act(LOGS "{ image 10 100 1 east aaaaaaaa-1; create 20 fork '' 0 100 101 /m; exits 30 101 4 "
                 "0; } >a\n"
                 "{ image 10 100 1 west bbbbbbbb-1; create 20 vfork '' 0 100 101 /m; exits 30 101 "
                 "5 0; } >b\n"
                 "$T report --tree a b; $T report --tree --json a b >json\n"
                 "cat a b >c; $T report --tree c | tail -n +2 >in-one\n"
                 "$T report --tree a b | tail -n +2 | cmp - in-one");

    cr_assert_eq(acted.status, 0, "%s", acted.out);
    says(&acted,
         "a and 1 more\n6 records: 4 processes, 0 threads, 2 programs started on 2 machines");
    says(&acted, "machine aaaaaaaa\neast ");
    says(&acted, "fork              0.01 us  exit 4\nmachine bbbbbbbb\nwest ");
    says(&acted, "vfork             0.01 us  exit 5\n");
}

Test(report, takes_files_of_one_boot_for_one_machine) {
    struct acted acted =
        act(LOGS "image 10 100 1 parent aaaaaaaa-1 >a; create 20 fork '' 0 100 101 /m >>a\n"
                 "image 25 101 100 child aaaaaaaa-1 >b\n"
                 "create 20 fork '' 0 100 101 /m >c\n"
                 "$T report --tree b a; $T report --tree a c");

    says(&acted, "3 records: 2 processes, 0 threads, 2 programs started\n");
    says(&acted, "machine c\n? (no exec)");
    cr_assert_eq(times(acted.out, "machine "), 2);
}

Test(report, collapses_hundreds_of_alike_processes) {
    struct acted acted =
        act(LOGS "{ image 1 100 1 make aaaaaaaa-1; i=0; while test $i -lt 300; do i=$((i + 1))\n"
                 "create $((i * 10)) vfork '' 16640 100 $((1000 + i)) /m\n"
                 "image $((i * 10 + 1)) $((1000 + i)) 100 gcc aaaaaaaa-1\n"
                 "exits $((i * 10 + 5)) $((1000 + i)) $((i % 100 == 50)) 0; done; } >log\n"
                 "$T report --tree log | tail -n +5 | sed 's/  */ /g'");

    cr_assert_str_eq(
        acted.out,
        "make 100 no exit line\n├─ gcc 1001 vfork 0.01 us\n├─ … 296 more /usr/bin/gcc "
        "vfork ~0.01 us\n├─ gcc 1050 vfork 0.01 us exit 1\n└─ … 2 more /usr/bin/gcc vfork "
        "~0.01 us exit 1\n\n",
        "%s", acted.out);
}

Test(report, shows_as_many_levels_as_asked_for) {
    struct acted acted =
        act(LOGS "{ image 1 100 1 sh aaaaaaaa-1; i=0; while test $i -lt 2000; do\n"
                 "create $((i * 10 + 10)) fork '' 0 $((100 + i)) $((101 + i)) /m; i=$((i + 1))\n"
                 "done; } >log\n"
                 "$T report --tree --depth 3 log | tail -n 4\n"
                 "$T report --tree log | tail -n 2; $T report --tree -n 0 -d 0 log | wc -l\n"
                 "$T report --tree --json --depth=5 log | grep -o '\"pid\"' | wc -l");

    says(&acted, "   └─ sh (no exec)");
    says(&acted, "      └─ … 1998 more processes below\n");
    says(&acted, "… 1001 more processes below, of other kinds\n");
    says(&acted, "\n2006\n5\n");
}

#define PIDS                                                                                       \
    "pids() { $T report --tree --json \"$@\" log | grep -o '\"pid\":[0-9]*' | tr -dc '0-9\\n' | "  \
    "tr '\\n' ' '; echo; }\n"

Test(report, filters_by_function_program_module_and_flag) {
    struct acted acted =
        act(LOGS PIDS "some; pids; pids -f api=fork; pids -f api=vfork; pids -f exe='*/gcc'\n"
                      "pids -f module='*libc*'; pids -f flag=CLONE_VM; pids -f flag=vfork\n"
                      "pids -f 'flag=CLONE_VM,module=*libc*' -f exe='*/make'\n"
                      "pids -f api=clone; $T report -f api=clone --tree log");

    cr_assert_eq(strstr(acted.out,
                        "100 101 102 103 104 \n100 101 \n100 101 102 103 \n100 101 102 103 \n"
                        "100 101 102 103 104 \n100 101 102 103 104 \n100 101 102 103 \n"
                        "100 104 \n\n"),
                 acted.out, "%s", acted.out);
    says(&acted, "below: only creations with api=clone\n");
    says(&acted, "\nnothing\n");
}

Test(report, counts_threads_that_pass_alone) {
    struct acted acted =
        act(LOGS "$T report --tree -f api=pthread_create $D/python.jsonl | tail -n +6 | "
                 "sed 's/  */ /g'; $T report --tree -f api=vfork $D/python.jsonl | "
                 "grep -c thread");

    cr_assert_str_eq(acted.out,
                     "python3 work.py 5000001 180 ms\n└─ + 7 threads pthread_create 7.97 ms\n\n1\n",
                     "%s", acted.out);
}

// gcc is a link to x86_64-linux-gnu-gcc-12, which is what the log has as exe.
Test(report, filters_by_the_name_that_a_program_was_run_by) {
    struct acted acted =
        act(LOGS "for glob in '*/gcc' gcc '*-gcc-12' '*/make' cc; do\n"
                 "$T report --sites -f exe=\"$glob\" $D/make.jsonl | grep -o '[0-9]* calls from'\n"
                 "done");

    cr_assert_str_eq(acted.out,
                     "9 calls from\n9 calls from\n9 calls from\n5 calls from\n0 calls from\n", "%s",
                     acted.out);
}
