// SPDX-License-Identifier: MIT
// What of a glob can be told at once: never wrong about a text that matches, and mostly right about
// one that does not.
#include <criterion/criterion.h>
#include <string.h>

#include "policy/glob.h"
#include "policy/sieve.h"

static bool passes(const char *pattern, const char *text) {
    struct ct_sieve_text seen;
    struct ct_sieve sieve;

    ct_sieve_of_glob(&sieve, pattern);
    ct_sieve_look(&seen, text);
    return ct_sieve_passes(&sieve, &seen);
}

#define PASSES(pattern, text) cr_assert(passes(pattern, text), "%s %s", pattern, text)
#define SIFTED(pattern, text) cr_assert_not(passes(pattern, text), "%s %s", pattern, text)

Test(sieve, tells_by_the_beginning) {
    SIFTED("/opt/*", "/usr/bin/true");
    SIFTED("/usr/lib/*", "/usr");
    SIFTED("/usr", "/usr/bin");
    PASSES("/usr/lib/*", "/usr/lib/x");
    PASSES("", "");
    SIFTED("a", "");
}

Test(sieve, tells_by_the_end) {
    SIFTED("*.so", "/usr/lib/libc.so.6");
    SIFTED("*/python3", "/usr/bin/python3.11");
    SIFTED("?x", "ay");
    PASSES("*.so.[0-9]", "/usr/lib/libc.so.6");
}

Test(sieve, tells_by_what_is_in_between) {
    SIFTED("*/libgomp.so*", "/usr/lib/x86_64-linux-gnu/libc.so.6");
    SIFTED("/usr/*/python3*", "/usr/lib/gcc/x86_64-linux-gnu/12/cc1");
    PASSES("*/libc.so*", "/usr/lib/x86_64-linux-gnu/libc.so.6");
}

Test(sieve, takes_an_escaped_byte_for_itself) {
    PASSES("\\*a\\?", "*a?");
    SIFTED("\\*a*", "xa");
    PASSES("[]]a", "]a");
}

// All texts and patterns of up to six bytes from small sets, near enough: a generator without luck.
Test(sieve, passes_whatever_matches) {
    static const char bytes[] = "ab/\xc3\xa9",
                      parts[][6] = {"a",    "b",   "/",    "*",    "?", "[ab]",
                                    "[!a]", "\\a", "\xc3", "\xa9", "ab"};
    uint32_t state = 1;
    unsigned matched = 0;

    for (unsigned round = 0; round < 300000; round++) {
        char text[13] = "", pattern[64] = "", *end = pattern;

        for (unsigned i = 0; i < round % 13; i++) {
            state = state * 1664525 + 1013904223;
            text[i] = bytes[(state >> 16) % 5];
        }
        for (unsigned i = 0; i < round % 7; i++) {
            state = state * 1664525 + 1013904223;
            end = stpcpy(end, parts[(state >> 16) % (sizeof parts / sizeof parts[0])]);
        }
        if (!ct_glob_match(pattern, text))
            continue;
        matched++;
        PASSES(pattern, text);
    }
    cr_assert_gt(matched, 1000u);
}
