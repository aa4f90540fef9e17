// SPDX-License-Identifier: MIT
// `clonetrace report` where something is wrong: with what it is asked, what it reads, what is in
// it, and where it writes.
#include <criterion/criterion.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stage.h"

#define LOGS "D=$CT_TEST_REPORTS; . $D/lines.sh\n"

TestSuite(report_refusals, .init = stage_open, .fini = stage_close, .timeout = 120);

static void says(const struct acted *acted, const char *text) {
    cr_assert(strstr(acted->out, text), "no '%s' in:\n%s%s", text, acted->out, acted->err);
}

static void refuses(const char *arguments, const char *why) {
    char script[512];
    struct acted acted;

    snprintf(script, sizeof script, LOGS "some; $T report %s", arguments);
    acted = act(script);
    cr_assert_eq(acted.status, 125, "%s: %d", arguments, acted.status);
    cr_assert_str_empty(acted.out);
    cr_assert(one_line(acted.err) && strstr(acted.err, why), "%s: %s", arguments, acted.err);
}

Test(report_refusals, refuses_what_it_does_not_understand) {
    refuses("-f aip=fork log", "unknown key 'aip'; did you mean 'api'?");
    refuses("-f weather=fork log", "there are api, exe, module and flag");
    refuses("-f api=frok log", "did you mean 'fork'?");
    refuses("-f api=execve log", "no function that creates tasks");
    refuses("-f flag=CLONE_WM log", "'CLONE_WM' is no flag");
    refuses("-f flag=SIGCHLD log", "which is no flag");
    refuses("-f api=fork,api=vfork log", "twice");
    refuses("-f exe=a,exe=b log", "twice");
    refuses("-f fork log", "is not key=value; for example");
    refuses("-f api= log", "is not key=value");
    refuses("--depth=x log", "'x' is no number");
    refuses("--limit=-1 log", "'-1' is no number");
    refuses("--tre log", "did you mean '--tree'?");
    refuses("--dot=a --dot=b log", "--dot is there twice");
    refuses("--dot=- --tree log", "only one thing can go to standard output");
    refuses("", "which log?");
}

Test(report_refusals, says_what_is_wrong_with_an_input) {
    refuses("absent", "there is no absent; to write one: clonetrace run -o absent -- CMD");
    refuses(".", ". is a directory");
    refuses("log absent", "there is no absent");
    refuses("/etc/passwd", "/etc/passwd is no log of clonetrace");
    refuses("log/below", "cannot read log/below: Not a directory");
    refuses("$(gzip log; (head -c 90 log.gz | tr -d a; echo) >bad.gz; echo bad.gz)",
            "bad.gz is a damaged gzip file");
}

Test(report_refusals, refuses_a_file_that_it_may_not_read) {
    struct acted acted = act("echo >log; chmod 0 log; test ! -r log || { echo root; exit; }\n"
                             "$T report log");

    if (!strcmp(acted.out, "root\n"))
        cr_skip_test("root may read everything");
    cr_assert_eq(acted.status, 125);
    cr_assert(strstr(acted.err, "cannot read log: Permission denied"));
}

Test(report_refusals, says_that_a_log_is_empty) {
    struct acted acted = act(LOGS ": >log; $T report --tree log; $T report --tree - </dev/null\n"
                                  "$T report --json --tree log");

    cr_assert_eq(acted.status, 0, "%s", acted.err);
    says(&acted, "log\nempty: no program wrote a line to it\n");
    says(&acted, "standard input\nempty: ");
    says(&acted, "\"records\":0,");
}

Test(report_refusals, counts_what_it_cannot_use) {
    struct acted acted =
        act(LOGS
            "{ image 1 100 1 make aaaaaaaa-1; echo oops; echo '{\"v\":2,\"event\":\"exit\"}'\n"
            "printf '{\"v\":1,\"event\":\"ex'; exits 20 100 0 3; printf '{\"v\":1,'; } >log\n"
            "$T report --tree log; $T report --json --tree log; gzip -c log | head -c 140 >cut.gz\n"
            "$T report --tree cut.gz | grep gzip; $T report --json cut.gz");

    says(&acted, "\n3 lines never reached the log: what they told is missing here\n"
                 "2 lines are torn: ");
    says(&acted, "\n1 line is no line of clonetrace, passed over\n"
                 "1 record is of a newer clonetrace, passed over\n");
    says(&acted, "\"lost\":3,\"missing\":0,\"torn\":2,\"foreign\":1,\"newer\":1,\"cut\":0,");
    says(&acted, "1 gzip file ends before its end: the rest is missing here\n");
    says(&acted, "\"cut\":1,");
}

Test(report_refusals, counts_what_exit_lines_say_is_not_here) {
    struct acted acted =
        act(LOGS "some; printf '{\"v\":1,\"event\":\"exit\",\"ts_ns\":90,\"tgid\":100,\"tid\":100,"
                 "\"written\":12}\n' >>log; $T report --tree log; $T report --json --tree log");

    says(&acted, "\n4 lines or more that were written are not here: cut off, filtered out");
    says(&acted, "\"missing\":4,");
}

Test(report_refusals, shows_no_control_character_of_a_log) {
    struct acted acted = act(
        LOGS
        "image 1 100 1 'a\\u001b[31mb\\n\\u202ec<d' aaaaaaaa-1 >'lo\033[31mg'\n"
        "$T report --tree 'lo\033[31mg'; $T report --tree -f exe='*\033*' lo*\n"
        "$T report --json --tree lo* >json; grep -c '<' json; $T report 'none\033[31m'; cat json");
    json_t *json = json_loads(strstr(acted.out, "{\"version\""), 0, NULL), *process;

    cr_assert_not(strchr(acted.out, '\033'), "%s", acted.out);
    cr_assert_not(strchr(acted.err, '\033'), "%s", acted.err);
    says(&acted, "lo\\x1b[31mg\n");
    says(&acted, "a\\x1b[31mb\\n\\u202ec<d' ");
    cr_assert(json);
    process = json_array_get(
        json_object_get(json_array_get(json_object_get(json, "tree"), 0), "processes"), 0);
    cr_assert_str_eq(json_string_value(json_object_get(process, "exe")),
                     "/usr/bin/a\033[31mb\n\u202ec<d");
    json_decref(json);
    says(&acted, "\n0\n");
}

Test(report_refusals, tells_when_its_output_is_lost) {
    struct acted acted = act(
        LOGS "$T report $D/make.jsonl >&-; echo $?; $T report $D/make.jsonl >/dev/full; echo $?\n"
             "$T report --json $D/make.jsonl >/dev/full; echo $?\n"
             "$T report --dot=/dev/full $D/make.jsonl; echo $?\n"
             "$T report --dot=no/dir $D/make.jsonl; echo $?");

    cr_assert_str_eq(acted.out, "125\n125\n125\n125\n125\n");
    cr_assert_eq(times(acted.err, "clonetrace: "), 5, "%s", acted.err);
    cr_assert_eq(times(acted.err, "No space left on device\n"), 3, "%s", acted.err);
}

Test(report_refusals, leaves_no_draft_when_it_is_ended) {
    struct acted acted =
        act(LOGS "echo before >out; mkfifo pipe; $T report --dot=out pipe & tool=$!\n"
                 "exec 3>pipe; cat $D/make.jsonl >&3; until ls out.* >/dev/null 2>&1; do :; done\n"
                 "kill $tool; wait $tool; echo $?; ls; cat out");

    cr_assert_str_eq(acted.out, "143\nout\npipe\nbefore\n", "%s%s", acted.out, acted.err);
}

Test(report_refusals, replaces_a_file_at_once_or_not_at_all) {
    struct acted acted =
        act(LOGS "echo before >out; $T report --dot=out $D/make.jsonl absent 2>/dev/null; cat out\n"
                 "$T report --dot=out $D/make.jsonl; head -n 1 out; ls");

    says(&acted, "before\n");
    cr_assert_eq(times(acted.out, ".part"), 0);
}
