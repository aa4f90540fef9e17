// SPDX-License-Identifier: MIT
// What `clonetrace report` writes for other programs: graphs for graphviz, which reads them where
// it is installed, and stacks for flame graphs.
#include <criterion/criterion.h>
#include <string.h>

#include "stage.h"

// A program with a name that no format likes starts three of a kind and one that fails.
static void logs(void) {
    stage_open();
    act("i() { printf '{\"v\":1,\"event\":\"image\",\"ts_ns\":%s,\"pid\":%s,\"ppid\":%s,\"tid\":1,"
        "\"exe\":\"/x\",\"argv\":[%s],\"argc\":1}\\n' $1 $2 $3 \"$4\"; }\n"
        "c() { printf '{\"v\":1,\"event\":\"create\",\"ts_ns\":%s,\"api\":\"fork\",\"flags\":[],"
        "\"exit_signal\":\"SIGCHLD\",\"caller\":{\"tgid\":%s,\"tid\":%s},\"child\":{\"tgid\":%s,"
        "\"tid\":%s},\"relation\":\"%s\",\"result\":\"ok\",\"duration_ns\":%s,\"site\":{\"module\":"
        "\"/l/m\",\"offset\":\"0x7\"},\"stack\":[%s]}\\n' $1 $2 $2 $3 $3 $4 $5 \"$6\"; }\n"
        "f='{\"module\":\"/l/m\",\"offset\":\"0x7\",\"symbol\":\"in;ner\\n\"},"
        "{\"module\":\"/l/lib c\\\\\",\"offset\":\"0x1f\"},{\"module\":null,\"offset\":\"0x0\"}'\n"
        "{ i 10 100 1 '\"a\\\"b\\\\N\\nc&lt;<\\uef80\\\\t\\u00fc\"'\n"
        "c 20 100 101 process 5 \"$f\"; c 21 100 102 process 6 \"$f\"; c 22 100 103 process 7 ''\n"
        "c 30 100 200 thread 1 ''; c 31 100 201 thread 1 ''\n"
        "i 50 104 100 '\"bad\"'\n"
        "echo '{\"v\":1,\"event\":\"exit\",\"ts_ns\":60,\"tgid\":104,\"tid\":104,\"status\":3}'; } "
        ">log\n"
        // A child's line before that of its creator.
        "{ i 10 100 1 '\"p\"'; c 25 101 102 process 1 \"$f\"; c 20 100 101 process 2 \"$f\"; } "
        ">early");
}

TestSuite(report_export, .init = logs, .fini = stage_close, .timeout = 120);

static const char *output(const char *script) {
    struct acted acted = act(script);

    cr_expect_eq(acted.status, 0, "%s: %d: %s", script, acted.status, acted.err);
    return acted.out;
}

static void has(const char *text, const char *what) {
    cr_expect(strstr(text, what), "no\n%s\nin:\n%s", what, text);
}

Test(report_export, folds_stacks_by_calls_and_by_time) {
    const char *text = output("$T report --folded=- log");

    has(text, ";?;lib c\\x5c+0x1f;in\\x3bner\\x0a;fork 2\n");
    has(text, ";m+0x7;fork 3\n"); // where there is no stack, the place of the call
    cr_expect_eq(times(text, "\n"), 2, "%s", text);
    has(output("$T report --folded=- --folded-by=time log"), ";fork 11\n");
    has(output("$T report --folded=- --folded-by time log"), ";m+0x7;fork 9\n");
}

Test(report_export, names_the_program_of_a_child_that_was_faster) {
    cr_expect_str_eq(output("$T report --folded=- early"),
                     "p;?;lib c\\x5c+0x1f;in\\x3bner\\x0a;fork 2\n");
}

Test(report_export, folds_nothing_without_stacks_and_says_why) {
    struct acted acted = act("sed 's/,\"stack\":.*]//' log >bare; echo kept >f; "
                             "$T report --folded=f bare; echo $? $(cat f)");

    cr_expect_str_eq(acted.out, "125 kept\n");
    has(acted.err, "clonetrace run --stack 32");
    cr_expect(one_line(acted.err));
    cr_expect_eq(act("$T report --folded=- --folded-by=size log").status, 125);
}

Test(report_export, draws_alike_processes_once_and_counts_threads) {
    const char *text = output("$T report --dot=- log");

    has(text, "[label=\"3 x ");
    has(text, "label=\"2 threads\", shape=ellipse");
    has(text, "label=\"bad\\nexit 3\", tooltip=\"104: bad\", color=");
    cr_expect_eq(times(text, " -> n"), 3, "%s", text);
    cr_expect_eq(times(text, "[label=\"fork\"]"), 2, "%s", text);
}

Test(report_export, draws_to_a_depth_and_a_number_of_kinds) {
    has(output("$T report --dot=- --depth=1 log"), "4 more processes below");
    has(output("$T report --dot=- --limit=1 log"), "1 more process, of other kinds");
}

// Words of the name as graphviz understood them: it would take \N for the node's name, \t for
// nothing, &lt; for <.
Test(report_export, quotes_what_graphviz_would_take_for_its_own) {
    const char *text = output("$T report --dot=- log");

    has(text, "a\\\"b\\\\N\\\\nc&amp;lt;<\\\\x80\\\\t\u00fc");
    if (act("command -v dot").status) {
        stage_close(); // a skipped test's .fini is not run
        cr_skip_test("no graphviz");
    }
    text = output("$T report --dot=log.dot log && dot -Tsvg log.dot");
    has(text, "a&quot;b\\N\\nc&amp;lt;&lt;\\x80\\t\u00fc");
    cr_expect_eq(times(text, "class=\"node\""), 4, "%s", text);
    cr_expect_eq(times(text, "class=\"edge\""), 3, "%s", text);
}

// One log of two machines with the same ids and the same boot, as whatever ships logs adds the
// host.
Test(report_export, tells_machines_by_the_host_in_their_lines) {
    const char *text;

    output("for h in db web; do sed 's/{\"v\":1/&,\"host\":\"'$h'\"/' log >$h; done; "
           "paste -d '\\n' db web >both");
    text = output("$T report --dot=- both");
    has(text, "label=\"machine web\"");
    cr_expect_eq(times(text, "[label=\"3 x "), 2, "%s", text);
    text = output("$T report --otlp=- both");
    cr_expect_eq(times(text, "\"host.name\",\"value\":{\"stringValue\":\"db\"}"), 2, "%s", text);
}

Test(report_export, leaves_no_half_of_a_file) {
    cr_expect_eq(act("$T report --dot=/dev/full log").status, 125);
    cr_expect_eq(act("$T report --otlp=/dev/full log").status, 125);
    cr_expect_eq(act("$T report --folded=none/f log").status, 125);
    cr_expect_str_eq(
        output("echo kept >g; $T report --otlp=g nothing; cat g; ls | grep -c part; true"),
        "kept\n0\n");
}
