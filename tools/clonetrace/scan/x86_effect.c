// SPDX-License-Identifier: MIT
// What an instruction does to a register, for finding a system call's number, and whether it looks
// like an instruction at all. Says "nothing" only of instructions that it knows; of every other,
// and of those that always go elsewhere, "unknown". Calls keep what the ABI says that they keep.
#include <string.h>

#include "clonetrace/scan/x86.h"

enum { RAX = 0, RCX = 1, RDX = 2, R11 = 11 };

#define IS_REGISTER(insn) ((insn)->modrm >> 6 == 3)
#define ANY_OF(list, opcode) ((opcode) && strchr(list, opcode))

// rbx, rbp, r12 to r15: System V ABI, 3.2.1.
static bool survives_calls(unsigned reg) {
    return reg == 3 || reg == 5 || reg >= 12;
}

static unsigned middle(const struct ct_x86 *insn) {
    return insn->modrm >> 3 & 7;
}

static unsigned reg_of(const struct ct_x86 *insn) {
    return middle(insn) | (insn->rex & 4) << 1;
}

static unsigned rm_of(const struct ct_x86 *insn) {
    return (insn->modrm & 7) | (insn->rex & 1) << 3;
}

// The register that the opcode itself names.
static unsigned low_of(const struct ct_x86 *insn) {
    return (insn->opcode & 7) | (insn->rex & 1) << 3;
}

// Byte registers 4 to 7 are ah, ch, dh and bh where there is no REX prefix.
static enum ct_x86_effect writes(const struct ct_x86 *insn, unsigned target, unsigned reg,
                                 bool byte) {
    if (byte && !insn->rex)
        target &= 3;
    return target == reg ? CT_X86_UNKNOWN : CT_X86_KEEPS;
}

static enum ct_x86_effect writes_rm(const struct ct_x86 *insn, unsigned reg, bool byte) {
    return IS_REGISTER(insn) ? writes(insn, rm_of(insn), reg, byte) : CT_X86_KEEPS;
}

// xchg, xadd: both operands are written.
static enum ct_x86_effect writes_both(const struct ct_x86 *insn, unsigned reg) {
    bool byte = !(insn->opcode & 1);

    return writes(insn, reg_of(insn), reg, byte) == CT_X86_KEEPS ? writes_rm(insn, reg, byte)
                                                                 : CT_X86_UNKNOWN;
}

static enum ct_x86_effect loads(const struct ct_x86 *insn, unsigned target, unsigned reg,
                                int64_t *value) {
    if (target != reg)
        return CT_X86_KEEPS;
    if (insn->wide)
        return CT_X86_UNKNOWN;
    *value = ct_x86_immediate(insn);
    return CT_X86_SETS;
}

// The eight old operations: direction in bit 1, byte or not in bit 0, cmp writes nothing.
static enum ct_x86_effect arithmetic(const struct ct_x86 *insn, unsigned reg, int64_t *value) {
    bool byte = !(insn->opcode & 1);
    bool zeroes = (insn->opcode & 0xfd) == 0x31 || (insn->opcode & 0xfd) == 0x29; // xor, sub

    if (insn->opcode >> 3 == 7)
        return CT_X86_KEEPS;
    if (!insn->has_modrm) // al or eax and an immediate
        return reg == RAX ? CT_X86_UNKNOWN : CT_X86_KEEPS;
    if (zeroes && IS_REGISTER(insn) && reg_of(insn) == reg && rm_of(insn) == reg && !insn->wide) {
        *value = 0;
        return CT_X86_SETS;
    }
    return insn->opcode & 2 ? writes(insn, reg_of(insn), reg, byte) : writes_rm(insn, reg, byte);
}

static enum ct_x86_effect moves(const struct ct_x86 *insn, unsigned reg, int64_t *value) {
    bool byte = !(insn->opcode & 1);
    unsigned from = insn->opcode & 2 ? rm_of(insn) : reg_of(insn);
    unsigned to = insn->opcode & 2 ? reg_of(insn) : rm_of(insn);

    if (!IS_REGISTER(insn))
        return insn->opcode & 2 ? writes(insn, to, reg, byte) : CT_X86_KEEPS;
    if (byte || insn->wide || to != reg)
        return writes(insn, to, reg, byte);
    *value = from;
    return CT_X86_COPIES;
}

// Opcodes that mean something else with each middle field of the ModRM byte.
static enum ct_x86_effect group(const struct ct_x86 *insn, unsigned reg, int64_t *value) {
    bool byte = !(insn->opcode & 1);
    unsigned what = middle(insn);

    switch (insn->opcode) {
    case 0xc7:
        return IS_REGISTER(insn) ? loads(insn, rm_of(insn), reg, value) : CT_X86_KEEPS;
    case 0x80:
    case 0x81:
    case 0x83:
        return what == 7 ? CT_X86_KEEPS : writes_rm(insn, reg, byte);
    case 0xf6:
    case 0xf7:
        if (what >= 4) // multiply and divide
            return reg == RAX || reg == RDX ? CT_X86_UNKNOWN : CT_X86_KEEPS;
        return what < 2 ? CT_X86_KEEPS : writes_rm(insn, reg, byte);
    case 0xfe:
    case 0xff:
        if (what == 2)
            return survives_calls(reg) ? CT_X86_KEEPS : CT_X86_UNKNOWN;
        return what == 6 ? CT_X86_KEEPS : what < 2 ? writes_rm(insn, reg, byte) : CT_X86_UNKNOWN;
    default: // mov of a byte immediate, shifts
        return writes_rm(insn, reg, byte);
    }
}

static enum ct_x86_effect one_byte(const struct ct_x86 *insn, unsigned reg, int64_t *value) {
    uint8_t op = insn->opcode;

    if (op < 0x40)
        return arithmetic(insn, reg, value);
    if (op >= 0x50 && op < 0x58)
        return CT_X86_KEEPS; // push
    if (op >= 0x58 && op < 0x60)
        return low_of(insn) == reg ? CT_X86_POPS : CT_X86_KEEPS;
    if (op >= 0x70 && op < 0x80)
        return CT_X86_KEEPS; // a conditional jump that was not taken
    // A register that a function must keep it sets before it reads it, so even behind a jump its
    // value is from this function. One that carries arguments may be anybody's there.
    if (op == 0xe8 || op == 0xe9 || op == 0xeb)
        return survives_calls(reg) ? CT_X86_KEEPS : CT_X86_UNKNOWN;
    if (op == 0x86 || op == 0x87)
        return writes_both(insn, reg);
    if (op >= 0x88 && op < 0x8c)
        return moves(insn, reg, value);
    if (op >= 0xb0 && op < 0xb8)
        return writes(insn, low_of(insn), reg, true);
    if (op >= 0xb8 && op < 0xc0)
        return loads(insn, low_of(insn), reg, value);
    if (op == 0x90)
        return insn->rex & 1 ? CT_X86_UNKNOWN : CT_X86_KEEPS; // xchg %r8,%rax, or a nop
    if (ANY_OF("\x68\x6a\x84\x85\xa8\xa9", op))
        return CT_X86_KEEPS; // push, test
    if (ANY_OF("\x98\x99", op))
        return reg == RAX || reg == RDX ? CT_X86_UNKNOWN : CT_X86_KEEPS;
    if (ANY_OF("\x63\x69\x6b\x8d", op))
        return writes(insn, reg_of(insn), reg, false);
    if (ANY_OF("\x80\x81\x83\xc0\xc1\xc6\xc7\xd0\xd1\xd2\xd3\xf6\xf7\xfe\xff", op))
        return group(insn, reg, value);
    return CT_X86_UNKNOWN;
}

static enum ct_x86_effect two_byte(const struct ct_x86 *insn, unsigned reg) {
    uint8_t op = insn->opcode;

    if (op == 0x05) // the kernel's answer, and what the instruction itself destroys
        return reg == RAX || reg == RCX || reg == R11 ? CT_X86_UNKNOWN : CT_X86_KEEPS;
    if (op >= 0x80 && op < 0x90)
        return CT_X86_KEEPS; // a conditional jump
    if ((op >= 0x40 && op < 0x50) || ANY_OF("\xaf\xb6\xb7\xbe\xbf", op))
        return writes(insn, reg_of(insn), reg, false); // cmov, imul, movzx, movsx
    if (ANY_OF("\x0d\x1e\x1f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x28\x29\x57\x6c\x6e\x6f\x7f"
               "\xd6\xe7\xef",
               op))
        return CT_X86_KEEPS; // endbr, nop, prefetch, moves between memory and vector registers
    if (op >= 0x90 && op < 0xa0)
        return writes_rm(insn, reg, true); // setcc
    if (op == 0xb0 || op == 0xb1)          // cmpxchg
        return reg == RAX ? CT_X86_UNKNOWN : writes_rm(insn, reg, op == 0xb0);
    return CT_X86_UNKNOWN;
}

enum ct_x86_effect ct_x86_effect(const struct ct_x86 *insn, unsigned reg, int64_t *value) {
    if (insn->map == 0)
        return one_byte(insn, reg, value);
    return insn->map == 1 ? two_byte(insn, reg) : CT_X86_UNKNOWN;
}

bool ct_x86_plausible(const struct ct_x86 *insn) {
    // in, out, int1, hlt, cli, sti, far calls and returns, a coprocessor's wait, loops on rcx
    static const char odd[] = "\x6c\x6d\x6e\x6f\xca\xcb\xcf\xd7\xe0\xe1\xe2\xe4\xe5\xe6"
                              "\xe7\xec\xed\xee\xef\xf1\xf4\xfa\xfb";

    if (insn->map == 0 && insn->opcode == 0xcd && insn->length)
        return ct_x86_immediate(insn) == (int8_t)0x80; // int $0x80: the way into an i386 kernel
    return insn->length && (insn->map || !ANY_OF(odd, insn->opcode));
}

bool ct_x86_leaves(const struct ct_x86 *insn) {
    if (!insn->length)
        return false;
    if (insn->map == 1)
        return insn->opcode == 0x0b; // ud2
    return insn->map == 0 && ANY_OF("\xc2\xc3\xcc\xe9\xeb\xf4", insn->opcode);
}
