// SPDX-License-Identifier: MIT
// How long an x86_64 instruction is. Finds ends, not meanings: `0f 05` inside another instruction's
// immediate or displacement is no system call. Reads no byte past the size that it was given.
#include "clonetrace/scan/x86.h"

#include <string.h>

// What follows an opcode. M: ModRM, b: 1 byte, B: both, z: 4 bytes (2 with 66), Z: ModRM and z,
// v: as z, 8 with REX.W, w: 2 bytes, e: 3 bytes, j: 4 bytes, a: an address of 8 bytes (4 with 67),
// g, G: ModRM, and b or z where its middle field is 0 or 1, p: prefix, r: REX prefix, 2, 3, E: VEX
// and EVEX, 0, 8, A: another map, '.': nothing, x: no instruction.
static const char one_byte[16][17] = {
    "MMMMbzxxMMMMbzx0", "MMMMbzxxMMMMbzxx", "MMMMbzpxMMMMbzpx", "MMMMbzpxMMMMbzpx",
    "rrrrrrrrrrrrrrrr", "................", "xxEMppppzZbB....", "bbbbbbbbbbbbbbbb",
    "BZxBMMMMMMMMMMMM", "..........x.....", "aaaa....bz......", "bbbbbbbbvvvvvvvv",
    "BBw.32BZe.w..bx.", "MMMMxxx.MMMMMMMM", "bbbbbbbbjjxb....", "p.pp..gG......MM",
};
static const char two_byte[16][17] = {
    "MMMMx.....x.xM.B", "MMMMMMMMMMMMMMMM", "MMMMxxxxMMMMMMMM", "........8xAxxxxx",
    "MMMMMMMMMMMMMMMM", "MMMMMMMMMMMMMMMM", "MMMMMMMMMMMMMMMM", "BBBBMMM.MMMMMMMM",
    "jjjjjjjjjjjjjjjj", "MMMMMMMMMMMMMMMM", "...MBMxx...MBMMM", "MMMMMMMMMMBMMMMM",
    "MMBMBBBM........", "MMMMMMMMMMMMMMMM", "MMMMMMMMMMMMMMMM", "MMMMMMMMMMMMMMMM",
};

enum { LONGEST = 15 };

// The bytes that are left of one instruction; reading past them makes it none.
struct cursor {
    const uint8_t *at, *end;
    bool over;
};

static uint8_t take(struct cursor *c) {
    if (c->at < c->end)
        return *c->at++;
    c->over = true;
    return 0;
}

static void skip(struct cursor *c, unsigned bytes) {
    if ((size_t)(c->end - c->at) < bytes)
        c->over = true;
    else
        c->at += bytes;
}

static void take_modrm(struct cursor *c, struct ct_x86 *insn) {
    unsigned mod, rm, base;

    insn->modrm = take(c);
    insn->has_modrm = true;
    mod = insn->modrm >> 6;
    rm = insn->modrm & 7;
    if (mod == 3)
        return;
    base = rm == 4 ? take(c) & 7 : rm;
    if (mod == 1)
        skip(c, 1);
    else if (mod == 2 || (mod == 0 && base == 5))
        skip(c, 4);
}

static unsigned immediate_of(const struct ct_x86 *insn, char kind, bool short_address) {
    bool tests = (insn->modrm & 0x30) == 0; // middle field 0 or 1

    switch (kind) {
    case 'b':
    case 'B':
        return 1;
    case 'w':
        return 2;
    case 'e':
        return 3;
    case 'j':
        return 4;
    case 'a':
        return short_address ? 4 : 8;
    case 'v':
        return insn->rex & 8 ? 8 : insn->wide ? 2 : 4;
    case 'z':
    case 'Z':
        return insn->wide && !(insn->rex & 8) ? 2 : 4;
    case 'g':
        return tests ? 1 : 0;
    case 'G':
        return !tests ? 0 : insn->wide && !(insn->rex & 8) ? 2 : 4;
    default:
        return 0;
    }
}

// The opcode behind a VEX or EVEX prefix. Map 1 has immediates where 0f has them, map 3 always.
static char vector_kind(struct cursor *c, struct ct_x86 *insn, char prefix) {
    unsigned map = 1;
    uint8_t first = take(c);

    if (prefix == '3')
        map = first & 0x1f;
    else if (prefix == 'E')
        map = first & 7;
    skip(c, prefix == '2' ? 0 : prefix == '3' ? 1 : 2);
    insn->map = 4;
    insn->opcode = take(c);
    if (map == 1)
        return two_byte[insn->opcode >> 4][insn->opcode & 15];
    if (map == 3)
        return 'B';
    return map == 2 || (prefix == 'E' && (map == 5 || map == 6)) ? 'M' : 'x';
}

// Walks prefixes and opcode; returns what follows the opcode.
static char take_opcode(struct cursor *c, struct ct_x86 *insn, bool *short_address) {
    char kind;

    do {
        insn->opcode = take(c);
        kind = one_byte[insn->opcode >> 4][insn->opcode & 15];
        insn->wide |= kind == 'p' && insn->opcode == 0x66;
        *short_address |= kind == 'p' && insn->opcode == 0x67;
        if (kind == 'p' || kind == 'r')
            insn->rex = kind == 'r' ? insn->opcode : 0; // counts only right before the opcode
    } while ((kind == 'p' || kind == 'r') && !c->over);
    if (kind == '2' || kind == '3' || kind == 'E')
        return vector_kind(c, insn, kind);
    if (kind != '0')
        return kind;
    insn->map = 1;
    insn->opcode = take(c);
    kind = two_byte[insn->opcode >> 4][insn->opcode & 15];
    if (kind != '8' && kind != 'A')
        return kind;
    insn->map = kind == '8' ? 2 : 3;
    insn->opcode = take(c);
    return kind == '8' ? 'M' : 'B';
}

struct ct_x86 ct_x86_decode(const uint8_t *code, size_t size) {
    struct cursor c = {.at = code, .end = code + (size < LONGEST ? size : LONGEST)};
    struct ct_x86 insn = {.at = code};
    bool short_address = false;
    char kind = take_opcode(&c, &insn, &short_address);

    if (strchr("MBZgG", kind))
        take_modrm(&c, &insn);
    insn.imm = immediate_of(&insn, kind, short_address);
    skip(&c, insn.imm);
    insn.length = c.over || kind == 'x' ? 0 : (unsigned)(c.at - code);
    return insn;
}

int64_t ct_x86_immediate(const struct ct_x86 *insn) {
    const uint8_t *from = insn->at + insn->length - insn->imm;
    uint64_t value = 0;

    for (unsigned i = 0; i < insn->imm && i < 8; i++)
        value |= (uint64_t)from[i] << 8 * i;
    if (insn->imm && insn->imm < 8 && value >> (8 * insn->imm - 1))
        value |= ~(uint64_t)0 << 8 * insn->imm;
    return (int64_t)value;
}

const uint8_t *ct_x86_target(const struct ct_x86 *insn) {
    bool near = insn->map == 0 && (insn->opcode == 0xe9 || insn->opcode == 0xeb);
    bool when =
        (insn->map == 0 && insn->opcode >> 4 == 7) || (insn->map == 1 && insn->opcode >> 4 == 8);

    if (!insn->length || (!near && !when))
        return NULL;
    return (const uint8_t *)((uintptr_t)insn->at + insn->length +
                             (uintptr_t)ct_x86_immediate(insn));
}
