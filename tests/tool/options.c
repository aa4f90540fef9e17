// SPDX-License-Identifier: MIT
// Option parsing, suggestions, and text for people.
#include <criterion/criterion.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "clonetrace/trace/command.h"
#include "clonetrace/trace/map.h"
#include "clonetrace/cli/options.h"
#include "clonetrace/cli/paint.h"
#include "event/suggest.h"

static const struct ct_option table[] = {
    {"output", 'o', "FILE"}, {"json", 'j', NULL}, {"allow", 0, "GLOB", true}, {0}};

static int parse(struct ct_options *options, int argc, const char *const *argv) {
    *options = (struct ct_options){
        .command = "test", .table = table, .argc = argc, .argv = (char **)argv, .at = 1};
    return ct_options_next(options);
}

Test(options, values_come_attached_or_next) {
    const char *const forms[][4] = {{"test", "--output=f", "x"},
                                    {"test", "--output", "f", "x"},
                                    {"test", "-o", "f", "x"},
                                    {"test", "-of", "x"}};
    struct ct_options options;

    for (int i = 0; i < 4; i++) {
        int argc = forms[i][3] ? 4 : 3;

        cr_assert_eq(parse(&options, argc, forms[i]), 0);
        cr_assert_str_eq(options.value, "f");
        cr_assert_eq(ct_options_next(&options), CT_OPTIONS_END);
        cr_assert_str_eq(options.argv[options.at], "x");
    }
}

Test(options, an_optional_value_is_attached_or_not_there) {
    const char *const with[] = {"test", "--allow=f"}, *const without[] = {"test", "--allow", "f"};
    struct ct_options options;

    cr_assert_eq(parse(&options, 2, with), 2);
    cr_assert_str_eq(options.value, "f");
    cr_assert_eq(parse(&options, 3, without), 2);
    cr_assert_null(options.value);
    cr_assert_eq(options.at, 2);
}

Test(options, end_at_two_dashes_and_at_the_first_operand) {
    const char *const dashes[] = {"test", "-j", "--", "-j"}, *const operand[] = {"test", "cmd",
                                                                                 "-j"};
    struct ct_options options;

    cr_assert_eq(parse(&options, 4, dashes), 1);
    cr_assert_eq(ct_options_next(&options), CT_OPTIONS_END);
    cr_assert_eq(options.at, 3);
    cr_assert_eq(ct_options_next(&options), CT_OPTIONS_END);
    cr_assert_eq(parse(&options, 3, operand), CT_OPTIONS_END);
    cr_assert_eq(options.at, 1);
}

Test(options, a_lone_dash_is_an_operand) {
    const char *const argv[] = {"test", "-"};
    struct ct_options options;

    cr_assert_eq(parse(&options, 2, argv), CT_OPTIONS_END);
    cr_assert_eq(options.at, 1);
}

Test(suggest, counts_edits) {
    cr_assert_eq(ct_suggest_distance("json", "json"), 0);
    cr_assert_eq(ct_suggest_distance("jsno", "json"), 1, "neighbours swapped");
    cr_assert_eq(ct_suggest_distance("jso", "json"), 1);
    cr_assert_eq(ct_suggest_distance("", "abc"), 3);
    cr_assert_eq(ct_suggest_distance("a-word-that-is-longer-than-any-option-name", "json"),
                 (size_t)-1);
    cr_assert(ct_suggest_near("jsno", 1));
    cr_assert_not(ct_suggest_near("jsno", 2));
}

static const char *command(char *text, size_t size, const char *const *argv) {
    struct ct_command line;

    ct_command_init(&line, text, size);
    while (*argv)
        ct_command_add(&line, *argv++);
    return text;
}

Test(command, is_quoted_as_a_shell_needs_it) {
    char text[64];

    cr_assert_str_eq(command(text, 64, (const char *[]){"/bin/ls", "-l", "/usr/bin", NULL}),
                     "ls -l /usr/bin");
    cr_assert_str_eq(command(text, 64, (const char *[]){"sh", "-c", "a b", "", "it's", NULL}),
                     "sh -c 'a b' '' 'it'\\''s'");
    cr_assert_str_eq(command(text, 64, (const char *[]){NULL}), "");
    cr_assert_str_eq(command(text, 64, (const char *[]){"/", "/bin/", NULL}), "/ /bin/");
}

Test(command, is_cut_between_characters) {
    char text[16];

    for (size_t size = 8; size <= 16; size++) {
        command(text, size,
                (const char *[]){"a\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9", NULL});
        cr_assert_lt(strlen(text), size);
        cr_assert_str_eq(text + strlen(text) - 3, "...");
        cr_assert_neq(text[strlen(text) - 4], '\xc3', "size %zu", size);
    }
}

Test(paint, durations_have_three_digits) {
    const struct {
        uint64_t ns;
        const char *text;
    } cases[] = {{0, "0 s"},
                 {5, "0.01 us"},
                 {1000, "1.00 us"},
                 {99949, "99.9 us"},
                 {99960, "100 us"},
                 {999400, "999 us"},
                 {999990, "1.00 ms"},
                 {12345678, "12.3 ms"},
                 {1840000000, "1.84 s"},
                 {999999999, "1.00 s"},
                 {3599000000000, "3599 s"},
                 {7500000000000, "2 h 05 min"}};
    char text[CT_PAINT_DURATION];

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_assert_str_eq(ct_paint_duration(text, cases[i].ns), cases[i].text);
    ct_paint_duration(text, UINT64_MAX);
}

static char *painted(const char *text, bool unicode, unsigned max, unsigned *columns) {
    struct ct_paint paint = {.unicode = unicode, .width = 80};
    char *out = NULL;
    size_t len;

    setlocale(LC_CTYPE, "C.UTF-8");
    paint.out = open_memstream(&out, &len);
    *columns = ct_paint_text(&paint, text, max);
    fclose(paint.out);
    return out;
}

static void paints(const char *text, bool unicode, unsigned max, const char *expected,
                   unsigned expected_columns) {
    unsigned columns;
    char *out = painted(text, unicode, max, &columns);

    cr_assert_str_eq(out, expected);
    cr_assert_eq(columns, expected_columns, "%s: %u columns", text, columns);
    free(out);
}

Test(paint, text_cannot_reach_the_terminal_raw) {
    paints("a\033[31m\n\t\x7f", true, 80, "a\\x1b[31m\\n\\t\\x7f", 17);
    paints("\xff\xc3(\xe2\x82", true, 80, "\\xff\\xc3(\\xe2\\x82", 17);
    paints("\uef80\uefff", true, 80, "\\x80\\xff", 8);
    paints("\u202egnp", true, 80, "\\u202egnp", 9);
    paints("caf\u00e9", true, 80, "caf\u00e9", 4);
    paints("caf\u00e9", false, 80, "caf\\u00e9", 9);
}

Test(paint, text_is_cut_at_columns) {
    paints("abcdef", true, 6, "abcdef", 6);
    paints("abcdefg", true, 6, "abcde\u2026", 6);
    paints("abcdefg", false, 6, "abcd..", 6);
    paints("\u65e5\u672c\u8a9e", true, 5, "\u65e5\u672c\u2026", 5);
    paints("\u65e5\u672c\u8a9e", true, 4, "\u65e5\u2026", 3);
    paints("abc", true, 0, "", 0);
}

Test(map, keeps_what_is_put_and_forgets_what_is_removed) {
    struct ct_map map = {0};
    int values[1000];

    cr_assert_null(ct_map_get(&map, 0));
    for (uint64_t i = 0; i < 1000; i++)
        ct_map_put(&map, i * 7, &values[i]);
    ct_map_put(&map, UINT64_MAX, &values[1]);
    for (uint64_t i = 0; i < 1000; i += 2)
        ct_map_put(&map, i * 7, NULL);
    for (uint64_t i = 0; i < 1000; i++)
        cr_assert_eq(ct_map_get(&map, i * 7), i % 2 ? &values[i] : NULL);
    cr_assert_eq(ct_map_get(&map, UINT64_MAX), &values[1]);
    for (uint64_t i = 0; i < 100000; i++) { // coming and going does not make it grow
        ct_map_put(&map, 100000 + i, &values[0]);
        ct_map_put(&map, 100000 + i, NULL);
    }
    cr_assert_leq(map.size, 8192);
    ct_map_finish(&map);
}
