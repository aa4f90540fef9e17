// SPDX-License-Identifier: MIT
// The flag table, held against the kernel's header on this machine, and walking sets of it.
#include <criterion/criterion.h>
#include <linux/sched.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "event/describe.h"
#include "event/flags.h"
#include "event/refuse.h"

#define HEADER "/usr/include/linux/sched.h"

static const struct ct_flag_text *by_name(const char *name) {
    for (size_t i = 0; i < ct_flag_texts_count; i++)
        if (!strcmp(ct_flag_texts[i].name, name))
            return &ct_flag_texts[i];
    return NULL;
}

// The value of a #define of the header: a number, or (1ULL << n).
static uint64_t value_of(const char *text) {
    const char *shift = strstr(text, "<<");

    return shift ? 1ull << strtoul(shift + 2, NULL, 10) : strtoull(text, NULL, 0);
}

// Calls `check` for each flag that the header defines; returns how many there were.
static int each_of_header(void (*check)(const char *name, uint64_t value)) {
    FILE *file = fopen(HEADER, "r");
    char line[512];
    regmatch_t part[4];
    regex_t regex;
    int count = 0;

    cr_assert_not_null(file, "%s: %m", HEADER);
    regcomp(&regex, "^#define[ \t]+((CLONE|UNSHARE)_[A-Z_0-9]+)[ \t]+([(0].*)", REG_EXTENDED);
    while (fgets(line, sizeof line, file)) {
        if (regexec(&regex, line, 4, part, 0) || strstr(line, "CLONE_ARGS_SIZE"))
            continue;
        line[part[1].rm_eo] = '\0';
        check(line + part[1].rm_so, value_of(line + part[3].rm_so));
        count++;
    }
    regfree(&regex);
    fclose(file);
    return count;
}

static void assert_in_table(const char *name, uint64_t value) {
    const struct ct_flag_text *text = by_name(name);

    cr_assert_not_null(text, "%s is in %s but not in event/flags.def", name, HEADER);
    cr_assert_eq(text->value, value, "%s is %#llx in %s", name, (unsigned long long)value, HEADER);
}

Test(flags, the_table_has_every_flag_of_the_kernels_header) {
    cr_assert_geq(each_of_header(assert_in_table), 26, "the header was not understood");
}

static bool seen_in_header[64]; // by bit

static void mark(const char *name, uint64_t value) {
    if (!strncmp(name, "CLONE_", 6))
        seen_in_header[__builtin_ctzll(value)] = true;
}

static bool is_seen(const struct ct_flag_text *text) {
    return text->takes == CT_TAKES_UNSHARE || seen_in_header[__builtin_ctzll(text->value)];
}

// The other direction: the header stops at some release, and what it lacks has to be newer than all
// that it has.
Test(flags, what_the_kernels_header_lacks_is_newer_than_it) {
    unsigned newest = 0;

    each_of_header(mark);
    for (size_t i = 0; i < ct_flag_texts_count; i++) {
        unsigned since = ct_kernel_parse(ct_flag_texts[i].since);

        if (ct_flag_texts[i].takes != CT_TAKES_UNSHARE && is_seen(&ct_flag_texts[i]) &&
            since > newest)
            newest = since;
    }
    for (size_t i = 0; i < ct_flag_texts_count; i++)
        if (!is_seen(&ct_flag_texts[i]))
            cr_assert_gt(ct_kernel_parse(ct_flag_texts[i].since), newest, "%s",
                         ct_flag_texts[i].name);
}

Test(flags, every_entry_is_one_bit_named_once_and_fully_described) {
    for (size_t i = 0; i < ct_flag_texts_count; i++) {
        const struct ct_flag_text *text = &ct_flag_texts[i];

        cr_assert_eq(__builtin_popcountll(text->value), 1, "%s", text->name);
        cr_assert_eq(by_name(text->name), text, "%s is there twice", text->name);
        cr_assert(text->set[0] && text->since[0] && text->takes, "%s", text->name);
        cr_assert_eq(text->subject == NULL, text->kind == CT_FLAG_DOES, "%s", text->name);
        cr_assert_eq(text->clear == NULL, text->takes == CT_TAKES_UNSHARE, "%s", text->name);
        cr_assert_neq(ct_kernel_parse(text->since), 0, "%s", text->name);
        for (const char *at = text->set; *at; at++) // wrapped and put into Markdown tables as it is
            cr_assert(*at >= ' ' && *at < 0x7f && *at != '|', "%s", text->name);
    }
}

Test(flags, the_library_and_the_texts_have_the_same_table) {
    for (size_t i = 0; i < ct_flag_texts_count; i++) {
        const struct ct_flag_text *text = &ct_flag_texts[i];
        unsigned bit = (unsigned)__builtin_ctzll(text->value);
        enum ct_flag_space space =
            text->takes == CT_TAKES_UNSHARE ? CT_FLAGS_UNSHARE : CT_FLAGS_CREATE;
        const struct ct_flag *flag = ct_flag_at(bit, space);

        cr_assert_not_null(flag, "%s", text->name);
        cr_assert_str_eq(flag->name, text->name);
        cr_assert_eq(flag->len, strlen(text->name));
        cr_assert_eq(flag->value, text->value);
        cr_assert_eq(flag->takes, text->takes);
    }
}

Test(flags, bits_without_a_flag_have_none) {
    for (unsigned bit = 0; bit < 64; bit++)
        if (bit < 7 || bit > 37)
            cr_assert_null(ct_flag_at(bit, CT_FLAGS_CREATE), "bit %u", bit);
}

Test(flags, a_set_is_walked_from_its_lowest_bit) {
    uint64_t rest = CLONE_NEWNET | CLONE_VM | 1ull << 45 | 1ull << 60 | 3;

    cr_assert_str_eq(ct_flag_next(&rest, CT_FLAGS_CREATE)->name, "CLONE_VM");
    cr_assert_str_eq(ct_flag_next(&rest, CT_FLAGS_CREATE)->name, "CLONE_NEWNET");
    cr_assert_null(ct_flag_next(&rest, CT_FLAGS_CREATE));
    cr_assert_eq(rest, 1ull << 45 | 1ull << 60 | 3);
    rest = 0;
    cr_assert_null(ct_flag_next(&rest, CT_FLAGS_CREATE));
}

Test(flags, unshare_has_a_flag_of_its_own_on_the_bit_of_parent_settid) {
    uint64_t rest = CLONE_PARENT_SETTID;

    cr_assert_str_eq(ct_flag_next(&rest, CT_FLAGS_CREATE)->name, "CLONE_PARENT_SETTID");
    rest = CLONE_PARENT_SETTID;
    cr_assert_str_eq(ct_flag_next(&rest, CT_FLAGS_UNSHARE)->name, "UNSHARE_EMPTY_MNTNS");
}
