// SPDX-License-Identifier: MIT
// Globs over whole strings.
#include <criterion/criterion.h>
#include <string.h>

#include "policy/glob.h"

#define MATCHES(pattern, text) cr_assert(ct_glob_match(pattern, text), "%s %s", pattern, text)
#define DIFFERS(pattern, text) cr_assert_not(ct_glob_match(pattern, text), "%s %s", pattern, text)

Test(glob, plain_text_matches_itself) {
    MATCHES("/bin/sh", "/bin/sh");
    DIFFERS("/bin/sh", "/bin/s");
    DIFFERS("/bin/sh", "/bin/sha");
    DIFFERS("a", "");
    MATCHES("", "");
}

Test(glob, star_takes_any_run_slashes_included) {
    MATCHES("*", "");
    MATCHES("*", "/a/b");
    MATCHES("/usr/*/python3*", "/usr/local/bin/python3.11");
    DIFFERS("/usr/*/python3", "/usr/bin/python3.11");
    MATCHES("*ab*ab", "abxabab");
    MATCHES("a**b", "ab");
    DIFFERS("*a", "ab");
}

Test(glob, question_mark_takes_one_character_of_utf8) {
    MATCHES("a?c", "abc");
    MATCHES("a?c", "a\xc3\xa9"
                   "c");
    MATCHES("?", "\xf0\x9f\x98\x80");
    DIFFERS("?", "");
    DIFFERS("??", "\xc3\xa9");
}

Test(glob, sets) {
    MATCHES("lib[a-c].so", "libb.so");
    DIFFERS("lib[a-c].so", "libd.so");
    MATCHES("[!0-9]x", "ax");
    MATCHES("[^0-9]x", "ax");
    DIFFERS("[!0-9]x", "1x");
    MATCHES("[]x]", "]");
    MATCHES("[!]x]", "a");
    DIFFERS("[!]x]", "]");
    MATCHES("[a-]", "-");
    MATCHES("[!a]", "\xc3\xa9");
    DIFFERS("[a]", "");
}

Test(glob, backslash_takes_the_next_byte_as_it_is) {
    MATCHES("\\*", "*");
    DIFFERS("\\*", "a");
    MATCHES("\\[a", "[a");
    MATCHES("a\\\\b", "a\\b");
}

Test(glob, faults) {
    cr_assert_null(ct_glob_fault("[a-z]*\\[?"));
    cr_assert_null(ct_glob_fault("a]b"));
    cr_assert_null(ct_glob_fault("[]]"));
    cr_assert_not_null(ct_glob_fault("[a"));
    cr_assert_not_null(ct_glob_fault("[]"));
    cr_assert_not_null(ct_glob_fault("[!]"));
    cr_assert_not_null(ct_glob_fault("["));
    cr_assert_not_null(ct_glob_fault("a\\"));
    cr_assert(ct_glob_is_plain("/bin/sh"));
    cr_assert_not(ct_glob_is_plain("/bin/s?"));
}

// An exponential matcher would not come back from this one.
Test(glob, many_stars_end, .timeout = 30) {
    char text[4097];
    char pattern[2 * 400 + 2];

    memset(text, 'a', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    for (size_t i = 0; i < sizeof pattern - 2; i += 2)
        memcpy(pattern + i, "*a", 2);
    memcpy(pattern + sizeof pattern - 2, "b", 2);
    DIFFERS(pattern, text);
}
