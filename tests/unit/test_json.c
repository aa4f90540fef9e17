// SPDX-License-Identifier: MIT
// Strings: valid JSON for any bytes, and the bytes come back.
#include <criterion/criterion.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "event/json.h"

#define CAP 8192

// Encodes, parses with Jansson, maps back; returns the bytes' number in `back`.
static size_t round_trip(const char *text, char *back) {
    char line[CAP + 2];
    struct ct_buf buf;
    json_error_t error;
    json_t *value;
    size_t len;

    ct_buf_init(&buf, line, sizeof line);
    cr_assert(ct_json_string(&buf, text, CAP));
    cr_assert_not(buf.full);
    value = json_loadb(line, buf.len, JSON_DECODE_ANY, &error);
    cr_assert_not_null(value, "%s: %.*s", error.text, (int)buf.len, line);
    len = json_string_length(value);
    memcpy(back, json_string_value(value), len);
    json_decref(value);
    return ct_json_unmap(back, len);
}

static void assert_comes_back(const char *text) {
    char back[CAP];
    size_t len = round_trip(text, back);

    cr_assert_eq(len, strlen(text), "%zu bytes became %zu", strlen(text), len);
    cr_assert_eq(memcmp(back, text, len), 0);
}

static void assert_encoded(const char *text, const char *expected) {
    char line[256];
    struct ct_buf buf;

    ct_buf_init(&buf, line, sizeof line - 1);
    cr_assert(ct_json_string(&buf, text, 200));
    line[buf.len] = '\0';
    cr_assert_str_eq(line, expected);
}

Test(json, plain_text_and_valid_utf8_stay_as_they_are) {
    assert_encoded("", "\"\"");
    assert_encoded("/usr/bin/true", "\"/usr/bin/true\"");
    assert_encoded("\u00e4\u20ac\U0001f427", "\"\u00e4\u20ac\U0001f427\"");
    assert_encoded("\xed\x9f\xbf\xee\x80\x80", "\"\xed\x9f\xbf\xee\x80\x80\""); // around surrogates
    assert_encoded("\xf4\x8f\xbf\xbf", "\"\xf4\x8f\xbf\xbf\"");                 // U+10FFFF
}

Test(json, what_json_forbids_is_escaped) {
    assert_encoded("a\"b\\c", "\"a\\\"b\\\\c\"");
    assert_encoded("\b\f\n\r\t", "\"\\b\\f\\n\\r\\t\"");
    assert_encoded("\x01\x1f\x7f", "\"\\u0001\\u001f\\u007f\"");
}

Test(json, bytes_that_are_not_utf8_are_mapped) {
    assert_encoded("\xff", "\"\\uefff\"");
    assert_encoded("a\x80z", "\"a\\uef80z\"");
    assert_encoded("\xc0\xaf", "\"\\uefc0\\uefaf\"");                       // overlong
    assert_encoded("\xe0\x80\xaf", "\"\\uefe0\\uef80\\uefaf\"");            // overlong
    assert_encoded("\xf0\x8f\xbf\xbf", "\"\\ueff0\\uef8f\\uefbf\\uefbf\""); // overlong
    assert_encoded("\xed\xa0\x80", "\"\\uefed\\uefa0\\uef80\"");            // a surrogate
    assert_encoded("\xf4\x90\x80\x80", "\"\\ueff4\\uef90\\uef80\\uef80\""); // above U+10FFFF
    assert_encoded("\xe2\x82", "\"\\uefe2\\uef82\"");                       // ends early
    assert_encoded("\xe2\x82x", "\"\\uefe2\\uef82x\"");
}

Test(json, text_that_looks_like_the_mapping_comes_back_too) {
    assert_encoded("\xee\xbe\x80", "\"\\uefee\\uefbe\\uef80\""); // U+EF80 itself
    assert_encoded("\xee\xbf\xbf", "\"\\uefee\\uefbf\\uefbf\""); // U+EFFF
    assert_encoded("\xee\xbd\xbf", "\"\xee\xbd\xbf\"");          // U+EF7F is not the mapping's
    assert_comes_back("\xee\xbe\x80");
    assert_comes_back("\xee\xbf\xbf\xef\x80\x80");
}

Test(json, every_byte_and_every_pair_comes_back) {
    char text[3] = {0};

    for (int a = 1; a < 256; a++) {
        text[0] = (char)a;
        for (int b = 0; b < 256; b++) {
            text[1] = (char)b;
            assert_comes_back(text);
        }
    }
}

Test(json, random_bytes_come_back) {
    // Lead and continuation bytes often, so that whole and broken sequences both occur.
    static const unsigned char favourites[] = {0xc2, 0xe0, 0xe2, 0xed, 0xee, 0xf0, 0xf4, 0x80,
                                               0x8f, 0x90, 0x9f, 0xa0, 0xbe, 0xbf, '"',  '\\'};
    unsigned state = 20240229;
    char text[256];

    for (int round = 0; round < 20000; round++) {
        size_t len;

        state = state * 1664525 + 1013904223;
        len = state >> 24;
        for (size_t i = 0; i < len; i++) {
            state = state * 1664525 + 1013904223;
            text[i] = (char)(state >> 31 ? favourites[state >> 20 & 15] : 1 + (state >> 16) % 255);
        }
        text[len] = '\0';
        assert_comes_back(text);
    }
}

Test(json, cuts_at_the_budget_and_says_so) {
    static const char text[] = "ab\"\xff\xe2\x82\xac!";
    static const size_t ends[] = {0, 1, 2, 4, 10, 13, 14}; // encoded length after each unit

    for (size_t max = 0; max <= 16; max++) {
        char line[64];
        struct ct_buf buf;
        size_t expected = 0;
        bool whole;

        for (size_t i = 0; i < sizeof ends / sizeof ends[0] && ends[i] <= max; i++)
            expected = ends[i];
        ct_buf_init(&buf, line, sizeof line);
        whole = ct_json_string(&buf, text, max);
        cr_assert_eq(buf.len, expected + 2, "max %zu: %zu", max, buf.len);
        cr_assert_eq(whole, max >= 14);
    }
}

Test(json, numbers_end_where_readers_end) {
    char line[64] = {0};
    struct ct_buf buf;

    ct_buf_init(&buf, line, sizeof line);
    ct_json_number(&buf, INT64_MAX);
    ct_buf_char(&buf, ' ');
    ct_json_number(&buf, (uint64_t)INT64_MAX + 1);
    cr_assert_str_eq(line, "9223372036854775807 9223372036854775808.0");
}

Test(json, unmap_leaves_everything_else_alone) {
    char text[] = "a\xee\xbd\xbf\xee\xbe"; // U+EF7F, then half a sequence

    cr_assert_eq(ct_json_unmap(text, sizeof text - 1), sizeof text - 1);
    cr_assert_eq(ct_json_unmap(text, 0), 0);
    cr_assert_str_eq(text, "a\xee\xbd\xbf\xee\xbe");
}
