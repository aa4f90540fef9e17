// SPDX-License-Identifier: MIT
#ifndef CT_X86_H
#define CT_X86_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// One instruction of 64-bit x86 code, as far as finding its end needs it.
struct ct_x86 {
    const uint8_t *at;
    unsigned length; // bytes, 0 where these bytes are no instruction
    unsigned imm;    // bytes of the immediate, which are the last
    unsigned map;    // 0: one-byte opcodes, 1: 0f, 2: 0f 38, 3: 0f 3a, 4: VEX and EVEX
    uint8_t opcode;
    uint8_t rex; // 0 for none
    bool wide;   // 66: 16-bit operands
    bool has_modrm;
    uint8_t modrm;
};

// Reads the instruction at `code`, of which at most `size` bytes may be looked at. Source: Intel
// SDM volume 2, chapter 2 and appendix A.
struct ct_x86 ct_x86_decode(const uint8_t *code, size_t size);

// The value of a sign-extended immediate.
int64_t ct_x86_immediate(const struct ct_x86 *insn);

// Whether a compiler might have written it: not for what only a kernel or nobody uses.
bool ct_x86_plausible(const struct ct_x86 *insn);

// Whether what stands behind it may be anything: a return, a jump, a trap.
bool ct_x86_leaves(const struct ct_x86 *insn);

// Where a jump with an address of its own leads; NULL for every other instruction. May lie outside
// the code.
const uint8_t *ct_x86_target(const struct ct_x86 *insn);

// What an instruction does to one of the registers 0 (rax) to 15.
enum ct_x86_effect {
    CT_X86_KEEPS,  // surely nothing
    CT_X86_SETS,   // loads *value, whatever came before
    CT_X86_COPIES, // loads register *value
    CT_X86_POPS,   // takes it from the stack
    CT_X86_UNKNOWN
};
enum ct_x86_effect ct_x86_effect(const struct ct_x86 *insn, unsigned reg, int64_t *value);

#endif
