// SPDX-License-Identifier: MIT
// What an instruction does to rax, where the system call's number is, and whether it looks like an
// instruction at all. Says "nothing" only of instructions that it knows; of every other, and of all
// that go elsewhere, "unknown".
#include <string.h>

#include "clonetrace/x86.h"

#define IS_REGISTER(insn) ((insn)->modrm >> 6 == 3)

static unsigned middle(const struct ct_x86 *insn) {
    return insn->modrm >> 3 & 7;
}

// rax is register 0 without its REX bit; ah is byte register 4 where there is no REX prefix.
static bool is_rax(const struct ct_x86 *insn, unsigned low, uint8_t rex_bit, bool byte) {
    return (low == 0 && !(insn->rex & rex_bit)) || (byte && low == 4 && !insn->rex);
}

static enum ct_x86_effect writes_reg(const struct ct_x86 *insn, bool byte) {
    return is_rax(insn, middle(insn), 4, byte) ? CT_X86_UNKNOWN : CT_X86_KEEPS;
}

static enum ct_x86_effect writes_rm(const struct ct_x86 *insn, bool byte) {
    bool rax = IS_REGISTER(insn) && is_rax(insn, insn->modrm & 7, 1, byte);

    return rax ? CT_X86_UNKNOWN : CT_X86_KEEPS;
}

// The eight old operations: direction in bit 1, byte or not in bit 0, cmp writes nothing.
static enum ct_x86_effect arithmetic(const struct ct_x86 *insn, int64_t *value) {
    bool byte = !(insn->opcode & 1);
    bool zeroes = (insn->opcode & 0xfd) == 0x31 || (insn->opcode & 0xfd) == 0x29; // xor, sub

    if (insn->opcode >> 3 == 7)
        return CT_X86_KEEPS;
    if (!insn->has_modrm)
        return CT_X86_UNKNOWN; // al or eax and an immediate
    if (zeroes && insn->modrm == 0xc0 && !(insn->rex & 5) && !insn->wide) {
        *value = 0;
        return CT_X86_SETS;
    }
    return insn->opcode & 2 ? writes_reg(insn, byte) : writes_rm(insn, byte);
}

static enum ct_x86_effect loads_immediate(const struct ct_x86 *insn, int64_t *value) {
    if (insn->wide)
        return CT_X86_UNKNOWN;
    *value = ct_x86_immediate(insn);
    return CT_X86_SETS;
}

static enum ct_x86_effect group(const struct ct_x86 *insn, int64_t *value) {
    bool byte = !(insn->opcode & 1);

    switch (insn->opcode) {
    case 0xc7:
        if (middle(insn) == 0 && writes_rm(insn, false) == CT_X86_UNKNOWN)
            return loads_immediate(insn, value);
        return middle(insn) == 0 ? CT_X86_KEEPS : CT_X86_UNKNOWN;
    case 0x80:
    case 0x81:
    case 0x83:
        return middle(insn) == 7 ? CT_X86_KEEPS : writes_rm(insn, byte);
    case 0xf6:
    case 0xf7:
        return middle(insn) < 2   ? CT_X86_KEEPS
               : middle(insn) < 4 ? writes_rm(insn, byte)
                                  : CT_X86_UNKNOWN;
    case 0xfe:
    case 0xff:
        return middle(insn) == 6  ? CT_X86_KEEPS
               : middle(insn) < 2 ? writes_rm(insn, byte)
                                  : CT_X86_UNKNOWN;
    default: // mov of a byte immediate, shifts
        return writes_rm(insn, byte);
    }
}

static enum ct_x86_effect one_byte(const struct ct_x86 *insn, int64_t *value) {
    uint8_t op = insn->opcode;
    bool first = (op & 7) == 0 && !(insn->rex & 1); // the register in the opcode is rax

    if (op < 0x40)
        return arithmetic(insn, value);
    if ((op >= 0x50 && op < 0x58) || op == 0x68 || op == 0x6a)
        return CT_X86_KEEPS; // push
    if (op >= 0x58 && op < 0x60)
        return first ? CT_X86_POPS : CT_X86_KEEPS;
    if (op >= 0xb8 && op < 0xc0)
        return first ? loads_immediate(insn, value) : CT_X86_KEEPS;
    if (op >= 0xb0 && op < 0xb8)
        return writes_rm(&(struct ct_x86){.rex = insn->rex, .modrm = 0xc0 | (op & 7)}, true);
    if (op == 0x90)
        return insn->rex & 1 ? CT_X86_UNKNOWN : CT_X86_KEEPS;
    if (op == 0x84 || op == 0x85 || op == 0xa8 || op == 0xa9)
        return CT_X86_KEEPS; // test
    if (op == 0x88 || op == 0x89)
        return writes_rm(insn, op == 0x88);
    if (strchr("\x63\x69\x6b\x8a\x8b\x8d", op))
        return writes_reg(insn, op == 0x8a);
    if (strchr("\x80\x81\x83\xc0\xc1\xc6\xc7\xd1\xd2\xd3\xd0\xf6\xf7\xfe\xff", op))
        return group(insn, value);
    return CT_X86_UNKNOWN;
}

static enum ct_x86_effect two_byte(const struct ct_x86 *insn) {
    uint8_t op = insn->opcode;

    if ((op >= 0x40 && op < 0x50) || strchr("\xaf\xb6\xb7\xbe\xbf", op))
        return writes_reg(insn, false); // cmov, imul, movzx, movsx
    if (strchr("\x0d\x1e\x1f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x28\x29\x57\x6c\x6e\x6f\x7f\xd6"
               "\xe7\xef",
               op))
        return CT_X86_KEEPS; // endbr, nop, prefetch, moves between memory and vector registers
    if (op >= 0x90 && op < 0xa0)
        return writes_rm(insn, true); // setcc
    return CT_X86_UNKNOWN;
}

enum ct_x86_effect ct_x86_effect(const struct ct_x86 *insn, int64_t *value) {
    if (insn->map == 0)
        return one_byte(insn, value);
    return insn->map == 1 && insn->opcode ? two_byte(insn) : CT_X86_UNKNOWN;
}

bool ct_x86_plausible(const struct ct_x86 *insn) {
    // in, out, int1, hlt, cli, sti, far calls and returns, a coprocessor's wait, loops on rcx
    static const char odd[] = "\x6c\x6d\x6e\x6f\xca\xcb\xcd\xcf\xd7\xe0\xe1\xe2\xe4\xe5\xe6"
                              "\xe7\xec\xed\xee\xef\xf1\xf4\xfa\xfb";

    return insn->length && (insn->map || !insn->opcode || !strchr(odd, insn->opcode));
}

bool ct_x86_leaves(const struct ct_x86 *insn) {
    if (!insn->length)
        return false;
    if (insn->map == 1)
        return insn->opcode == 0x0b; // ud2
    return insn->map == 0 && insn->opcode && strchr("\xc2\xc3\xcc\xe9\xeb\xf4", insn->opcode);
}
