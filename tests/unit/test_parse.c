// SPDX-License-Identifier: MIT
// Sets of flags as people type them.
#include <criterion/criterion.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "event/describe.h"
#include "event/flag_bits.h"
#include "event/parse.h"

static void assert_set(const char *text, uint64_t flags, unsigned signal) {
    struct ct_parse_error error;
    struct ct_flag_set set;

    cr_assert_eq(ct_flags_parse(text, &set, &error), 0, "'%s'", text);
    cr_assert_eq(set.flags, flags, "'%s' gives %#llx", text, (unsigned long long)set.flags);
    cr_assert_eq(set.exit_signal, signal, "'%s' gives signal %u", text, set.exit_signal);
}

static void assert_fault(const char *text, enum ct_parse_fault fault, const char *part) {
    struct ct_parse_error error;
    struct ct_flag_set set;

    cr_assert_eq(ct_flags_parse(text, &set, &error), -EINVAL, "'%s'", text);
    cr_assert_eq(error.fault, fault, "'%s' gives fault %d", text, error.fault);
    cr_assert_eq(error.len, strlen(part), "'%s'", text);
    cr_assert_eq(strncmp(error.at, part, error.len), 0, "'%s'", text);
}

Test(parse, numbers_in_three_bases) {
    assert_set("0x4111", CLONE_VM | CLONE_VFORK, SIGCHLD);
    assert_set("0X4111", CLONE_VM | CLONE_VFORK, SIGCHLD);
    assert_set("16657", CLONE_VM | CLONE_VFORK, SIGCHLD);
    assert_set("040421", CLONE_VM | CLONE_VFORK, SIGCHLD);
    assert_set("0", 0, 0);
    assert_set("0xffffffffffffff00", UINT64_MAX - 0xff, 0);
}

Test(parse, names_with_and_without_prefix_in_any_case) {
    assert_set("CLONE_VM|CLONE_VFORK|SIGCHLD", CLONE_VM | CLONE_VFORK, SIGCHLD);
    assert_set(" vm | Vfork\t|sigchld ", CLONE_VM | CLONE_VFORK, SIGCHLD);
    assert_set("clone_newtime|NNP", CLONE_NEWTIME | CLONE_NNP, 0);
    assert_set("VM|VM|0x100", CLONE_VM, 0);
    assert_set("VM|0x4011", CLONE_VM | CLONE_VFORK, SIGCHLD);
}

Test(parse, every_flag_by_each_of_its_names) {
    for (size_t i = 0; i < ct_flag_texts_count; i++) {
        const struct ct_flag_text *text = &ct_flag_texts[i];
        char number[32];

        if (text->takes == CT_TAKES_UNSHARE)
            continue;
        assert_set(text->name, text->value, 0);
        assert_set(strchr(text->name, '_') + 1, text->value, 0);
        snprintf(number, sizeof number, "%#llx", (unsigned long long)text->value);
        assert_set(number, text->value, 0);
    }
}

Test(parse, signals_by_name_alias_and_number) {
    assert_set("SIGUSR1", 0, SIGUSR1);
    assert_set("SIGCLD", 0, SIGCHLD);
    assert_set("sigpoll", 0, SIGIO);
    assert_set("SIGIOT", 0, SIGABRT);
    assert_set("SIGRTMIN", 0, 34);
    assert_set("SIGRTMIN+3", 0, 37);
    assert_set("SIGRTMAX-1", 0, 63);
    assert_set("SIG32", 0, 32);
    assert_set("SIG255", 0, 255);
    assert_set("IO", CLONE_IO, 0); // not SIGIO
    assert_fault("SIG0", CT_PARSE_NAME, "SIG0");
    assert_fault("SIG256", CT_PARSE_NAME, "SIG256");
    assert_fault("SIGRTMIN+31", CT_PARSE_NAME, "SIGRTMIN+31");
    assert_fault("SIGRTMAX-31", CT_PARSE_NAME, "SIGRTMAX-31");
    assert_fault("SIG", CT_PARSE_NAME, "SIG");
}

// No signal is above 64, so the bit can be nothing else; but a byte that is no such sum stays a
// signal number.
Test(parse, bit_0x80_is_newtime_beside_a_signal) {
    assert_set("0x80", CLONE_NEWTIME, 0);
    assert_set("0x91", CLONE_NEWTIME, SIGCHLD);
    assert_set("0xc0", CLONE_NEWTIME, 64);
    assert_set("0xc1", 0, 0xc1);
    assert_set("0x41", 0, 65);
    assert_set("0xff", 0, 255);
}

Test(parse, one_exit_signal_only) {
    assert_set("SIGCHLD|17|0x11", 0, SIGCHLD);
    assert_fault("SIGCHLD|VM|SIGUSR1", CT_PARSE_TWO_SIGNALS, "SIGUSR1");
    assert_fault("0x11|12", CT_PARSE_TWO_SIGNALS, "12");
}

Test(parse, names_the_part_that_is_wrong) {
    assert_fault("", CT_PARSE_EMPTY, "");
    assert_fault("  ", CT_PARSE_EMPTY, "");
    assert_fault("|", CT_PARSE_EMPTY, "");
    assert_fault("VM||FS", CT_PARSE_EMPTY, "");
    assert_fault("VM|", CT_PARSE_EMPTY, "");
    assert_fault("VM | CLONE_VN | FS", CT_PARSE_NAME, "CLONE_VN");
    assert_fault("CLONE_", CT_PARSE_NAME, "CLONE_");
    assert_fault("VM FS", CT_PARSE_NAME, "VM FS");
    assert_fault("-1", CT_PARSE_NAME, "-1");
    assert_fault("0x", CT_PARSE_NUMBER, "0x");
    assert_fault("0x4111g", CT_PARSE_NUMBER, "0x4111g");
    assert_fault("08", CT_PARSE_NUMBER, "08");
    assert_fault("1e3", CT_PARSE_NUMBER, "1e3");
    assert_fault("0x10000000000000000", CT_PARSE_RANGE, "0x10000000000000000");
    assert_fault("18446744073709551616", CT_PARSE_RANGE, "18446744073709551616");
    assert_fault("02000000000000000000000", CT_PARSE_RANGE, "02000000000000000000000");
    assert_fault("unshare_empty_mntns", CT_PARSE_UNSHARE, "unshare_empty_mntns");
    assert_fault("VM|\xff\xfe", CT_PARSE_NAME, "\xff\xfe");
}

Test(parse, the_largest_number_is_taken) {
    assert_set("18446744073709551360", UINT64_MAX - 0xff, 0);
}
