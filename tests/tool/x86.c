// SPDX-License-Identifier: MIT
// The instruction decoder: lengths against what objdump(1) says, and what it says of rax.
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "clonetrace/scan/scan_code.h"
#include "clonetrace/scan/x86.h"

#define CODE(...) (const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__})

enum { EM_X86_64 = 62, EM_AARCH64 = 183 };

// One whole instruction: that long, and none where any of its last bytes is missing.
static void whole(const uint8_t *code, size_t size) {
    for (size_t have = 0; have <= size; have++) {
        uint8_t *exact = malloc(have ? have : 1); // a sanitizer sees a byte too many
        unsigned length;

        memcpy(exact, code, have);
        length = ct_x86_decode(exact, have).length;
        cr_expect_eq(length, have < size ? 0 : size, "%02x %02x…: %u of %zu bytes, given %zu",
                     code[0], size > 1 ? code[1] : 0, length, size, have);
        free(exact);
    }
}

Test(x86, lengths_are_those_of_the_manual) {
    whole(CODE(0xc3));                                        // ret
    whole(CODE(0xb8, 1, 2, 3, 4));                            // mov $imm32,%eax
    whole(CODE(0x48, 0xb8, 1, 2, 3, 4, 5, 6, 7, 8));          // movabs
    whole(CODE(0x66, 0xb8, 1, 2));                            // mov $imm16,%ax
    whole(CODE(0x48, 0xc7, 0xc0, 57, 0, 0, 0));               // mov $57,%rax
    whole(CODE(0xc7, 0x84, 0x24, 1, 2, 3, 4, 5, 6, 7, 8));    // movl $imm,disp32(%rsp)
    whole(CODE(0x8b, 0x05, 1, 2, 3, 4));                      // mov disp(%rip),%eax
    whole(CODE(0x8b, 0x04, 0x25, 1, 2, 3, 4));                // mov disp32,%eax
    whole(CODE(0x8b, 0x44, 0x24, 8));                         // mov 8(%rsp),%eax
    whole(CODE(0xf6, 0xc1, 1));                               // test $1,%cl
    whole(CODE(0xf6, 0xd1));                                  // not %cl
    whole(CODE(0xf7, 0xc1, 1, 0, 0, 0));                      // test $1,%ecx
    whole(CODE(0xa1, 1, 2, 3, 4, 5, 6, 7, 8));                // movabs address,%eax
    whole(CODE(0xc8, 1, 2, 3));                               // enter
    whole(CODE(0xf3, 0x0f, 0x1e, 0xfa));                      // endbr64
    whole(CODE(0x0f, 0x05));                                  // syscall
    whole(CODE(0x0f, 0x84, 1, 2, 3, 4));                      // je
    whole(CODE(0x66, 0x0f, 0x3a, 0x0f, 0xc1, 8));             // palignr
    whole(CODE(0x66, 0x0f, 0x38, 0x00, 0xc1));                // pshufb
    whole(CODE(0xc5, 0xf8, 0x77));                            // vzeroupper
    whole(CODE(0xc5, 0xf9, 0x70, 0xc1, 3));                   // vpshufd
    whole(CODE(0xc4, 0xe2, 0x79, 0x00, 0xc1));                // vpshufb
    whole(CODE(0xc4, 0xe3, 0x79, 0x0f, 0xc1, 8));             // vpalignr
    whole(CODE(0x62, 0xf1, 0x7c, 0x48, 0x28, 0x41, 1));       // vmovaps 64(%rcx),%zmm0
    whole(CODE(0x66, 0x2e, 0x0f, 0x1f, 0x84, 0, 0, 0, 0, 0)); // nopw
    cr_expect_eq(ct_x86_decode(CODE(0x06, 0, 0, 0)).length, 0, "not in 64-bit code");
}

static enum ct_x86_effect effect(const uint8_t *code, size_t size, unsigned reg, int64_t *value) {
    struct ct_x86 insn = ct_x86_decode(code, size);

    cr_assert_eq(insn.length, size);
    return ct_x86_effect(&insn, reg, value);
}

Test(x86, constants_are_read) {
    int64_t value = 0;

    cr_expect_eq(effect(CODE(0xb8, 57, 0, 0, 0), 0, &value), CT_X86_SETS);
    cr_expect_eq(value, 57);
    cr_expect_eq(effect(CODE(0x48, 0xc7, 0xc0, 56, 0, 0, 0), 0, &value), CT_X86_SETS);
    cr_expect_eq(value, 56);
    cr_expect_eq(effect(CODE(0x31, 0xc0), 0, &value), CT_X86_SETS);
    cr_expect_eq(value, 0);
    cr_expect_eq(effect(CODE(0x41, 0xbc, 9, 0, 0, 0), 12, &value), CT_X86_SETS); // r12d
    cr_expect_eq(value, 9);
    cr_expect_eq(effect(CODE(0x44, 0x89, 0xe0), 0, &value), CT_X86_COPIES); // mov %r12d,%eax
    cr_expect_eq(value, 12);
}

Test(x86, what_may_change_the_register_is_unknown) {
    int64_t value;

    cr_expect_eq(effect(CODE(0xb0, 1), 0, &value), CT_X86_UNKNOWN);          // mov $1,%al
    cr_expect_eq(effect(CODE(0xb4, 1), 0, &value), CT_X86_UNKNOWN);          // mov $1,%ah
    cr_expect_eq(effect(CODE(0x40, 0xb4, 1), 0, &value), CT_X86_KEEPS);      // mov $1,%spl
    cr_expect_eq(effect(CODE(0x03, 0x07), 0, &value), CT_X86_UNKNOWN);       // add (%rdi),%eax
    cr_expect_eq(effect(CODE(0x01, 0x07), 0, &value), CT_X86_KEEPS);         // add %eax,(%rdi)
    cr_expect_eq(effect(CODE(0xe8, 0, 0, 0, 0), 0, &value), CT_X86_UNKNOWN); // call
    cr_expect_eq(effect(CODE(0xe8, 0, 0, 0, 0), 3, &value), CT_X86_KEEPS);   // rbx survives
    cr_expect_eq(effect(CODE(0xeb, 0), 0, &value), CT_X86_UNKNOWN);          // jmp
    cr_expect_eq(effect(CODE(0xeb, 0), 7, &value), CT_X86_UNKNOWN);
    cr_expect_eq(effect(CODE(0xeb, 0), 3, &value), CT_X86_KEEPS);
    cr_expect_eq(effect(CODE(0x87, 0x07), 0, &value), CT_X86_UNKNOWN); // xchg %eax,(%rdi)
    cr_expect_eq(effect(CODE(0x87, 0x07), 9, &value), CT_X86_KEEPS);
    cr_expect_eq(effect(CODE(0x0f, 0xa2), 3, &value), CT_X86_UNKNOWN);             // cpuid
    cr_expect_eq(effect(CODE(0xf0, 0x0f, 0xb1, 0x0f), 0, &value), CT_X86_UNKNOWN); // cmpxchg
    cr_expect_eq(effect(CODE(0x3d, 1, 0, 0, 0), 0, &value), CT_X86_KEEPS);         // cmp $1,%eax
}

static int found[8];
static const char *names[8];
static size_t nfound;

static void note(void *with, size_t offset, int number, const char *name) {
    if (nfound == 8)
        return;
    names[nfound] = name;
    found[nfound++] = number;
}

static size_t search(unsigned machine, const uint8_t *code, size_t size) {
    nfound = 0;
    ct_scan_code(machine, code, size, note, NULL);
    return nfound;
}

Test(x86, bytes_inside_an_instruction_are_no_system_call) {
    cr_assert_eq(search(EM_X86_64, CODE(0xb8, 0x0f, 0x05, 0x0f, 0x05, 0xc3)), 0);
    cr_assert_eq(search(EM_X86_64, CODE(0xe8, 0x0f, 0x05, 0, 0, 0x0f, 0x05, 0xc3)), 1);
}

Test(x86, bytes_among_data_are_no_system_call) {
    // With a number before it that is loaded as nobody loads data, it is one nevertheless.
    cr_assert_eq(search(EM_X86_64, CODE(0xf1, 0x06, 0x5b, 0x0f, 0x05, 0x09, 0xe6)), 0);
    cr_assert_eq(search(EM_X86_64, CODE(0xf1, 0xb8, 57, 0, 0, 0, 0x0f, 0x05)), 1);
    cr_assert_eq(found[0], 57);
}

Test(x86, a_number_is_not_carried_over_what_goes_elsewhere) {
    search(EM_X86_64, CODE(0xb8, 57, 0, 0, 0, 0xc3, 0x0f, 0x05, 0xc3));
    cr_assert_eq(nfound, 1);
    cr_assert_eq(found[0], -1);
}

Test(x86, a_number_that_is_one_of_two_is_unknown) {
    // mov $56,%eax; jmp 1f; mov $39,%eax; 1: syscall
    search(EM_X86_64, CODE(0xb8, 56, 0, 0, 0, 0xeb, 5, 0xb8, 39, 0, 0, 0, 0x0f, 0x05, 0xc3));
    cr_assert_eq(nfound, 1);
    cr_assert_eq(found[0], -1);
    // The same jump, but past the system call.
    search(EM_X86_64, CODE(0xb8, 56, 0, 0, 0, 0xeb, 7, 0xb8, 39, 0, 0, 0, 0x0f, 0x05, 0xc3));
    cr_assert_eq(found[0], 39);
}

Test(x86, numbers_are_those_of_the_way_in) {
    search(EM_X86_64, CODE(0xb8, 2, 0, 0, 0, 0xcd, 0x80, 0xb8, 57, 0, 0, 0, 0x0f, 0x05));
    cr_assert_eq(nfound, 2);
    cr_assert_str_eq(names[0], "fork");
    cr_assert_str_eq(names[1], "i386 fork");
    search(EM_X86_64, CODE(0xb8, 59, 0, 0, 0x40, 0x0f, 0x05)); // x32's bit
    cr_assert_str_eq(names[0], "execve");
    search(EM_X86_64, CODE(0xb8, 39, 0, 0, 0, 0x0f, 0x05));
    cr_assert_eq(found[0], 39);
    cr_assert_null(names[0]);
}

Test(x86, aarch64_numbers_come_from_x8) {
    // mov x8, #220; mov x0, #17; svc #0; mov x8, x1; svc #0
    cr_assert_eq(
        search(EM_AARCH64, CODE(0x88, 0x1b, 0x80, 0xd2, 0x20, 0x02, 0x80, 0xd2, 0x01, 0x00, 0x00,
                                0xd4, 0xe8, 0x03, 0x01, 0xaa, 0x01, 0x00, 0x00, 0xd4)),
        2);
    cr_assert_eq(found[0], 220);
    cr_assert_eq(found[1], -1);
    cr_assert_str_eq(names[0], "clone");
    cr_assert_null(names[1]);
}
