// SPDX-License-Identifier: MIT
// `clonetrace report --diff`: what counts as a difference, and what it says and returns for it.
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "stage.h"

// Defines `c API FLAG PLACE [NS] [MODULE]`, which prints a creation; a place is a symbol or, with
// 0x in front, an offset.
static const char words[] =
    "c() {\n"
    "  case $3 in\n"
    "  0x*) at='\"offset\":\"'$3'\"' ;;\n"
    "  *) at='\"offset\":\"0x'$$'\",\"symbol\":\"'$3'\"' ;;\n"
    "  esac\n"
    "  printf '{\"v\":1,\"event\":\"create\",\"ts_ns\":5,\"api\":\"%s\",\"flags\":[\"CLONE_%s\"],"
    "\"flags_raw\":256,\"exit_signal\":\"SIGCHLD\",\"caller\":{\"tgid\":7,\"tid\":7},\"child\":{"
    "\"tgid\":9,\"tid\":9},\"relation\":\"process\",\"result\":\"ok\",\"duration_ns\":%s,\"site\":{"
    "\"module\":\"%s\",%s}}\\n' \"$1\" \"$2\" \"${4:-1000}\" \"${5:-/opt/app}\" \"$at\"\n"
    "}\n";

// `old` and, the same in other words, `same`.
static void two_logs(void) {
    FILE *file;

    stage_open();
    file = fopen("words", "w");
    cr_assert(file && fputs(words, file) >= 0 && !fclose(file));
    act(". ./words; { c fork VM start; c fork VM start; c vfork VM run; } >old; "
        "{ c vfork VM run 2000 /usr/bin/app; c fork VM start 9000; c fork VM start 50; } >same");
}

TestSuite(report_diff, .init = two_logs, .fini = stage_close, .timeout = 120);

static const char *diff(const char *make, const char *command, int status) {
    char script[4096];
    struct acted acted;

    snprintf(script, sizeof script, ". ./words\n%s\n$T report --diff %s", make, command);
    acted = act(script);
    cr_expect_eq(acted.status, status, "%s: %d, not %d: %s%s", command, acted.status, status,
                 acted.out, acted.err);
    return *acted.out ? acted.out : acted.err;
}

static void says(const char *text, const char *what) {
    cr_expect(strstr(text, what), "no \"%s\" in: %s", what, text);
}

Test(report_diff, of_equal_logs_is_none) {
    says(diff("", "--fail-on-new old old", 0), "no difference");
}

Test(report_diff, is_not_in_order_time_directory_or_offset_behind_a_symbol) {
    const char *text = diff("", "--fail-on-new old same", 0);

    says(text, "no difference");
    says(text, "Durations vary");
    says(text, "3.00 us in them");
    says(text, "11.1 us in them, x3.68");
}

Test(report_diff, names_a_new_place) {
    const char *text = diff("{ cat old; c fork VM stop 2000; } >new", "--fail-on-new old new", 99);

    says(text, "+ new     app: stop\n          fork VM|SIGCHLD\n"
               "          0 -> 1 call, 2.00 us, median 2.00 us\n");
    says(text, "2 other calls are made as often as before");
    says(text, "1 new: exit status 99");
    says(diff("", "old new", 0), "+ new");
}

Test(report_diff, is_also_in_the_function_and_the_flags) {
    says(diff("{ cat old; c vfork VM start; } >new", "--fail-on-new old new", 99), "vfork VM");
    says(diff("{ cat old; c fork FS start; } >new", "--fail-on-new old new", 99), "fork FS");
    says(diff("{ cat old; c fork VM start 1 /opt/b; } >new", "--fail-on-new old new", 99),
         "b: start");
}

Test(report_diff, counts_without_failing) {
    const char *text =
        diff("{ cat old old; } >new; c fork VM start >less", "--fail-on-new old new", 0);

    says(text, "+2        app: start");
    says(text, "2 -> 4 calls, 2.00 us -> 4.00 us, median 1.00 us -> 1.00 us (x1.00)");
    text = diff("", "--fail-on-new old less", 0);
    says(text, "- gone    app: run");
    says(text, "-1        app: start");
}

Test(report_diff, takes_as_many_shifted_offsets_for_the_same) {
    const char *text = diff("{ c fork VM 0x10; c fork VM 0x20; c fork VM 0x20; } >a; "
                            "{ c fork VM 0x18; c fork VM 0x28; c fork VM 0x28; } >b",
                            "--fail-on-new a b", 0);

    says(text, "no difference");
    says(text, "2 places are known only by an offset");
    says(diff("{ c fork VM 0x18; c fork VM 0x28; } >b", "a b", 0),
         "-1        app+0x28 (was +0x20)");
}

Test(report_diff, does_not_guess_which_of_shifted_offsets_is_new) {
    says(diff("{ c fork VM 0x10; c fork VM 0x20; } >a; "
              "{ c fork VM 0x18; c fork VM 0x28; c fork VM 0x38; } >b",
              "--fail-on-new a b", 99),
         "+ new     app: 3 places where 2 were");
    says(diff("", "--fail-on-new b a", 0), "- gone    app: 2 places where 3 were");
}

Test(report_diff, keeps_offsets_that_are_in_both_apart) {
    says(diff("c fork VM 0x10 >a; { c fork VM 0x10; c fork VM 0x20; } >b", "--fail-on-new a b", 99),
         "+ new     app+0x20");
}

Test(report_diff, reads_gzip_and_standard_input) {
    says(diff("gzip -k old", "old.gz - <old", 0), "no difference");
}

Test(report_diff, is_about_what_the_filter_leaves) {
    says(diff("{ cat old; c vfork VM new; } >new", "--fail-on-new --filter api=fork old new", 0),
         "no difference");
}

Test(report_diff, shows_all_that_is_new_where_that_fails) {
    const char *text = diff("{ cat old; c fork VM a; c fork VM b; } >new", "-n 1 old new", 0);

    says(text, "1 more change; --limit=0 shows all");
    cr_expect_eq(times(text, "+ new"), 1, "%s", text);
    cr_expect_eq(times(diff("", "-n 1 --fail-on-new old new", 99), "+ new"), 2);
}

Test(report_diff, as_json_has_every_row) {
    const char *text =
        diff("{ cat old; c fork VM stop; } >new", "--json --fail-on-new old new", 99);

    says(text, "\"changes\":{\"new\":1,\"gone\":0,\"more\":0,\"fewer\":0,\"same\":2}");
    says(text, "{\"change\":\"new\",\"api\":\"fork\",\"flags\":\"VM|SIGCHLD\",\"module\":\"app\","
               "\"symbol\":\"stop\",\"moved\":false,\"old\":{\"calls\":0,\"failed\":0,\"places\":0,"
               "\"total_ns\":0,\"median_ns\":null},\"new\":{\"calls\":1,\"failed\":0,\"places\":1,"
               "\"total_ns\":1000,\"median_ns\":1000}}");
    cr_expect_eq(times(text, "\"change\":\"same\""), 2);
}

Test(report_diff, shows_names_that_could_harm_a_terminal) {
    const char *text = diff("{ cat old; c fork VM '\\u001b[31m'; } >new", "old new", 0);

    says(text, "app: \\x1b[31m");
    cr_expect_not(strchr(text, 27));
}

Test(report_diff, says_that_lines_were_lost) {
    says(diff("{ cat old; sed 's/{\"v\":1,/&\"lost\":3,/;q' old; } >new", "old new", 0),
         "3 lines never reached the log");
}

Test(report_diff, refuses_what_makes_no_sense) {
    says(diff("", "old", 125), "--diff compares two logs");
    says(diff("", "old old old", 125), "--diff compares two logs");
    says(diff("", "- -", 125), "only one of the two can be standard input");
    says(diff("", "--dot=x old old", 125), "--diff goes with no other output");
    says(diff("", "old nothing", 125), "there is no nothing");
    says(diff("", "old $T", 125), "is no log of clonetrace");
    cr_expect_eq(act("$T report --fail-on-new old old").status, 125);
}
