// SPDX-License-Identifier: MIT
// What pages and pictures are made of: text that is made harmless, colours, places on an axis,
// numbers with units, and which points belong together.
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clonetrace/bench/scale.h"
#include "clonetrace/bench/slice.h"
#include "clonetrace/bench/unit.h"
#include "clonetrace/page/escape.h"
#include "clonetrace/page/palette.h"

static char *escaped(const char *text, size_t len) {
    char *out = NULL;
    size_t size;
    FILE *stream = open_memstream(&out, &size);

    ct_page_text_n(stream, text, len);
    fclose(stream);
    return out;
}

static void expect_escaped(const char *text, const char *expected) {
    char *out = escaped(text, strlen(text));

    cr_assert_str_eq(out, expected);
    free(out);
}

Test(page_escape, markup_becomes_entities) {
    expect_escaped("</script> & \"a\" 'b'", "&lt;/script&gt; &amp; &quot;a&quot; &#39;b&#39;");
    expect_escaped("", "");
}

Test(page_escape, utf8_stays_and_what_is_none_is_shown) {
    expect_escaped("µ € 𝄞", "µ € 𝄞");
    expect_escaped("\xff", "\\xff");
    expect_escaped("a\xc3", "a\\xc3");                          // cut
    expect_escaped("\xc0\xaf", "\\xc0\\xaf");                   // overlong
    expect_escaped("\xe0\x80\xaf", "\\xe0\\x80\\xaf");          // likewise
    expect_escaped("\xed\xa0\x80", "\\xed\\xa0\\x80");          // a surrogate
    expect_escaped("\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"); // above U+10FFFF
}

Test(page_escape, what_xml_refuses_is_shown) {
    expect_escaped("\x01\x1b[31m\x7f", "\\x01\\x1b[31m\\x7f");
    expect_escaped("\xef\xbf\xbe", "\\xef\\xbf\\xbe");
    expect_escaped("a\tb\nc", "a\tb\nc");
}

Test(page_escape, a_null_byte_and_the_end_are_where_len_says) {
    char *out = escaped("a\0b<c", 4);

    cr_assert_str_eq(out, "a\\x00b&lt;");
    free(out);
}

static char *fixed(const char *css) {
    char *out = NULL;
    size_t size;
    FILE *stream = open_memstream(&out, &size);

    ct_page_palette_fixed(stream, css);
    fclose(stream);
    return out;
}

Test(page_palette, a_fixed_sheet_holds_both_colours_and_no_variable) {
    const struct ct_page_colour *colour = &ct_page_palette[CT_PAGE_COLOUR_text];
    char *css = fixed(".a{fill:var(--text);stroke:var(--nobodys)}"), *light, *dark;

    light = strstr(css, colour->light);
    dark = strstr(css, colour->dark);
    cr_assert_not_null(light);
    cr_assert_not_null(dark);
    cr_assert(strstr(css, "prefers-color-scheme:dark") > light);
    cr_assert(dark > strstr(css, "prefers-color-scheme:dark"));
    cr_assert_null(strstr(css, "var("));
    cr_assert_not_null(strstr(css, "stroke:currentColor"));
    free(css);
}

Test(page_palette, a_variable_that_is_cut_ends_the_sheet) {
    char *css = fixed(".a{fill:var(--text");

    cr_assert_null(strstr(css, "var("));
    free(css);
}

static void expect_text(enum ct_bench_unit unit, double value, const char *expected) {
    char text[CT_BENCH_UNIT_TEXT];

    cr_assert_str_eq(ct_bench_unit_text(text, unit, value), expected);
}

Test(bench_unit, numbers_have_three_digits_and_a_unit) {
    expect_text(CT_BENCH_UNIT_NS, 14.25, "14.2 ns");
    expect_text(CT_BENCH_UNIT_NS, 1720, "1.72 µs");
    expect_text(CT_BENCH_UNIT_NS, 45e6, "45.0 ms");
    expect_text(CT_BENCH_UNIT_NS, 3.5e12, "3500 s");
    expect_text(CT_BENCH_UNIT_NS, -2500, "-2.50 µs");
    expect_text(CT_BENCH_UNIT_BYTES, 64 << 20, "64.0 MiB");
    expect_text(CT_BENCH_UNIT_PLAIN, 1234567, "1,234,567");
    expect_text(CT_BENCH_UNIT_PLAIN, -123456, "-123,456");
    expect_text(CT_BENCH_UNIT_PLAIN, 999, "999");
}

Test(bench_unit, what_is_no_number_is_no_digits) {
    expect_text(CT_BENCH_UNIT_NS, NAN, "?");
    expect_text(CT_BENCH_UNIT_BYTES, INFINITY, "?");
    expect_text(CT_BENCH_UNIT_PLAIN, 0, "0");
    expect_text(CT_BENCH_UNIT_PLAIN, 1e300, "1e+300");
}

Test(bench_scale, equal_ratios_are_equal_distances) {
    struct ct_bench_scale scale;
    double one, ten, hundred;

    ct_bench_scale_begin(&scale, CT_BENCH_UNIT_NS);
    ct_bench_scale_add(&scale, 1);
    ct_bench_scale_add(&scale, 1000);
    ct_bench_scale_add(&scale, NAN);
    ct_bench_scale_end(&scale, 0, 600);
    one = ct_bench_scale_at(&scale, 1);
    ten = ct_bench_scale_at(&scale, 10);
    hundred = ct_bench_scale_at(&scale, 100);
    cr_assert_float_eq(ten - one, hundred - ten, 1e-6);
    cr_assert_gt(one, 0);
    cr_assert_lt(ct_bench_scale_at(&scale, 1000), 600);
}

Test(bench_scale, zero_and_below_stand_before_everything) {
    struct ct_bench_scale scale;
    double ticks[CT_BENCH_TICKS];

    ct_bench_scale_begin(&scale, CT_BENCH_UNIT_BYTES);
    ct_bench_scale_add(&scale, 0);
    ct_bench_scale_add(&scale, 1 << 20);
    ct_bench_scale_end(&scale, 400, 100); // upside down, as heights are
    cr_assert_eq(ct_bench_scale_at(&scale, 0), 400);
    cr_assert_eq(ct_bench_scale_at(&scale, -5), 400);
    cr_assert_lt(ct_bench_scale_at(&scale, 1 << 20), 360);
    cr_assert_gt(ct_bench_scale_ticks(&scale, ticks), 1);
    cr_assert_eq(ticks[0], 0);
}

// One value has a round one beside it; nothing at all, an axis that can be drawn.
Test(bench_scale, few_values_still_make_an_axis) {
    static const double values[] = {1, 7e-3, 3.3e9, 1e300, 5e-324};
    struct ct_bench_scale scale;
    double ticks[CT_BENCH_TICKS];

    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        ct_bench_scale_begin(&scale, CT_BENCH_UNIT_NS);
        ct_bench_scale_add(&scale, values[i]);
        ct_bench_scale_end(&scale, 0, 100);
        cr_assert(isfinite(ct_bench_scale_at(&scale, values[i])), "%g", values[i]);
        cr_assert_leq(ct_bench_scale_ticks(&scale, ticks), CT_BENCH_TICKS);
    }
    ct_bench_scale_begin(&scale, CT_BENCH_UNIT_BYTES);
    ct_bench_scale_end(&scale, 0, 100);
    cr_assert_gt(ct_bench_scale_ticks(&scale, ticks), 0);
}

Test(bench_scale, ticks_ascend_inside_the_axis) {
    struct ct_bench_scale scale;
    double ticks[CT_BENCH_TICKS];
    size_t count;

    for (int unit = CT_BENCH_UNIT_NS; unit <= CT_BENCH_UNIT_PLAIN; unit++) {
        for (double high = 2; high < 1e14; high *= 7) {
            ct_bench_scale_begin(&scale, unit);
            ct_bench_scale_add(&scale, 1);
            ct_bench_scale_add(&scale, high);
            ct_bench_scale_end(&scale, 0, 500);
            count = ct_bench_scale_ticks(&scale, ticks);
            cr_assert(count >= 2 && count <= CT_BENCH_TICKS, "%zu up to %g", count, high);
            for (size_t i = 1; i < count; i++)
                cr_assert_gt(ticks[i], ticks[i - 1]);
        }
    }
}

static struct ct_bench_result result_of(struct ct_bench_point *points, size_t count) {
    return (struct ct_bench_result){.points = points, .count = count};
}

Test(bench_slice, points_belong_together_that_differ_only_along_the_axis) {
    struct ct_bench_point points[] = {
        {.condition = {.memory = 1}},
        {.condition = {.memory = 2, .pages = CT_BENCH_THP}},
        {.condition = {.memory = 2, .method = CT_BENCH_VFORK}},
        {.condition = {.memory = 3, .threads = 4}},
        {.condition = {.memory = 4, .pages = CT_BENCH_THP}},
        {.condition = {.memory = 5, .then = CT_BENCH_EXEC_STATIC}},
    };
    struct ct_bench_result result = result_of(points, sizeof points / sizeof *points);
    struct ct_bench_slice *slices;

    cr_assert_eq(ct_bench_slices(&result, CT_BENCH_ALONG_MEMORY, &slices), 2);
    cr_assert_eq(slices[0].points, 3); // the one with most comes first
    cr_assert_eq(slices[0].condition.pages, CT_BENCH_SMALL);
    cr_assert_eq(slices[1].points, 2);
    cr_assert_not(ct_bench_slice_holds(&slices[0], &points[3].condition));
    free(slices);
    cr_assert_eq(ct_bench_slices(&result, CT_BENCH_ALONG_THREADS, &slices), 0);
    free(slices);
}

Test(bench_slice, one_place_is_shown_along_the_memory_alone) {
    struct ct_bench_point point = {.condition = {.memory = 1}};
    struct ct_bench_result result = result_of(&point, 1), none = result_of(NULL, 0);
    struct ct_bench_slice *slices;

    cr_assert_eq(ct_bench_slices(&result, CT_BENCH_ALONG_MEMORY, &slices), 1);
    free(slices);
    cr_assert_eq(ct_bench_slices(&result, CT_BENCH_ALONG_MAPPINGS, &slices), 0);
    free(slices);
    cr_assert_eq(ct_bench_slices(&none, CT_BENCH_ALONG_MEMORY, &slices), 0);
    free(slices);
}
