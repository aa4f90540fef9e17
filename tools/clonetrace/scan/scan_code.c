// SPDX-License-Identifier: MIT
// System call instructions in machine code, and their numbers where the instructions right before
// load a constant. Knows little of control flow: a number is trusted over instructions that run one
// after another, unless a jump from before leads between them; one from farther goes unnoticed.
#include "clonetrace/scan/scan_code.h"

#include <elf.h>
#include <string.h>

#include "clonetrace/scan/x86.h"

enum {
    BACK = 64,
    BACK_AARCH64 = 12,
    AHEAD = 6,
    PLAUSIBLE = 24,
    WINDOW = 4096,
    X32_BIT = 0x40000000
};

// The system calls that matter, by the numbers that each way into the kernel has for them.
static const struct call {
    const char *name;
    int x86_64, aarch64;
    const char *i386_name;
    int i386;
} calls[] = {
    {"clone", 56, 220, "i386 clone", 120},
    {"fork", 57, -1, "i386 fork", 2},
    {"vfork", 58, -1, "i386 vfork", 190},
    {"execve", 59, 221, "i386 execve", 11},
    {"unshare", 272, 97, "i386 unshare", 310},
    {"setns", 308, 268, "i386 setns", 346},
    {"execveat", 322, 281, "i386 execveat", 358},
    {"clone3", 435, 435, "i386 clone3", 435},
    {"execve", 520, -1, NULL, -1}, // x32 has numbers of its own where structures differ
    {"execveat", 545, -1, NULL, -1},
};

static const char *name_x86_64(int number) {
    for (size_t i = 0; i < sizeof calls / sizeof *calls && number >= 0; i++) {
        if (calls[i].x86_64 == (number & ~X32_BIT))
            return calls[i].name;
    }
    return NULL;
}

static const char *name_i386(int number) {
    for (size_t i = 0; i < sizeof calls / sizeof *calls && number >= 0; i++) {
        if (calls[i].i386 == number)
            return calls[i].i386_name;
    }
    return NULL;
}

static const char *name_aarch64(int number) {
    for (size_t i = 0; i < sizeof calls / sizeof *calls && number >= 0; i++) {
        if (calls[i].aarch64 == number)
            return calls[i].name;
    }
    return NULL;
}

// The sweep over x86 code, which finds where instructions begin. Started in the middle of one it
// falls into step after a few.
struct sweep {
    const uint8_t *code;
    size_t size;
    size_t at;                 // the next instruction
    unsigned plausible;        // instructions since the last one that no compiler writes
    struct ct_x86 insns[BACK]; // the last ones, the newest at (count - 1) % BACK
    size_t count;
};

static void start(struct sweep *sweep, size_t at) {
    sweep->at = at;
    sweep->plausible = PLAUSIBLE;
    sweep->count = 0;
}

static const struct ct_x86 *last(const struct sweep *sweep, size_t back) {
    size_t kept = sweep->count < BACK ? sweep->count : BACK;

    return back < kept ? &sweep->insns[(sweep->count - 1 - back) % BACK] : NULL;
}

// Over one instruction, or one byte of nonsense.
static void step(struct sweep *sweep) {
    struct ct_x86 insn = ct_x86_decode(sweep->code + sweep->at, sweep->size - sweep->at);

    if (insn.length)
        sweep->insns[sweep->count++ % BACK] = insn;
    else
        sweep->count = 0;
    sweep->plausible = ct_x86_plausible(&insn) ? sweep->plausible + 1 : 0;
    sweep->at += insn.length ? insn.length : 1;
}

// Whether what stands here is code: tables of constants lie between functions, too. Looks back over
// what the sweep saw, and ahead up to where the code goes elsewhere.
static bool among_code(const struct sweep *sweep) {
    size_t at = sweep->at;

    if (sweep->plausible < PLAUSIBLE)
        return false;
    for (unsigned i = 0; i < AHEAD && at < sweep->size; i++) {
        struct ct_x86 insn = ct_x86_decode(sweep->code + at, sweep->size - at);

        if (ct_x86_leaves(&insn))
            return true;
        if (!ct_x86_plausible(&insn))
            return false;
        at += insn.length;
    }
    return true;
}

// Whether code older than the instruction `back` jumps past it, so that what it loads is not the
// only value that can arrive.
static bool jumped_over(const struct sweep *sweep, size_t back) {
    const struct ct_x86 *load = last(sweep, back), *insn;

    while ((insn = last(sweep, ++back))) {
        const uint8_t *target = ct_x86_target(insn);

        if (target > load->at && target <= sweep->code + sweep->at)
            return true;
    }
    return false;
}

// Goes back from the system call to where its number was loaded, and through copies to where those
// came from.
static int number_x86(const struct sweep *sweep) {
    const struct ct_x86 *insn, *push;
    unsigned reg = 0; // rax
    int64_t value;

    for (size_t back = 0; (insn = last(sweep, back)); back++) {
        switch (ct_x86_effect(insn, reg, &value)) {
        case CT_X86_KEEPS:
            break;
        case CT_X86_SETS:
            return jumped_over(sweep, back) ? -1 : (int)value & INT32_MAX;
        case CT_X86_COPIES:
            reg = (unsigned)value;
            break;
        case CT_X86_POPS: // `push $56; pop %rax` is the shortest way to load a small number
            push = last(sweep, back + 1);
            return push && !push->map && (push->opcode == 0x6a || push->opcode == 0x68)
                       ? (int)ct_x86_immediate(push) & INT32_MAX
                       : -1;
        case CT_X86_UNKNOWN:
            return -1;
        }
    }
    return -1;
}

// `mov $N, %eax; syscall` where the sweep did not come by: it was led astray by data.
static bool stray(const uint8_t *code, size_t at, int *number) {
    if (at < 5 || code[at - 5] != 0xb8 || code[at - 3] > 1 || code[at - 2] || code[at - 1])
        return false;
    *number = code[at - 4] | code[at - 3] << 8;
    return true;
}

// An instruction of two bytes that enters the kernel.
struct entry {
    uint8_t bytes[2];
    unsigned map; // as the decoder has it
    uint8_t opcode;
    bool rare; // counts only with a number: in data it is likelier than in code
    const char *(*name)(int number);
};

// The newest instruction ends behind the bytes at hand and is more than these two.
static bool prefixed(const struct sweep *sweep, const struct entry *entry, size_t hit) {
    const struct ct_x86 *insn = last(sweep, 0);

    return insn && sweep->at == hit + 2 && insn->map == entry->map && insn->opcode == entry->opcode;
}

static void search_x86(const uint8_t *code, size_t size, const struct entry *entry,
                       ct_scan_code_found *found, void *with) {
    struct sweep sweep = {.code = code, .size = size};
    const uint8_t *next = code;

    start(&sweep, 0);
    while ((next = memmem(next, (size_t)(code + size - next), entry->bytes, 2))) {
        size_t hit = (size_t)(next++ - code);
        int number = -1;

        if (hit > sweep.at + WINDOW)
            start(&sweep, hit - WINDOW);
        while (sweep.at < hit)
            step(&sweep);
        if ((sweep.at == hit || prefixed(&sweep, entry, hit)) && among_code(&sweep))
            number = number_x86(&sweep);
        else if (!stray(code, hit, &number))
            continue;
        if (number >= 0 || !entry->rare)
            found(with, hit, number, entry->name(number));
    }
}

static void search_x86_all(const uint8_t *code, size_t size, ct_scan_code_found *found,
                           void *with) {
    static const struct entry syscall = {{0x0f, 0x05}, 1, 0x05, false, name_x86_64};
    static const struct entry int80 = {{0xcd, 0x80}, 0, 0xcd, true, name_i386};

    search_x86(code, size, &syscall, found, with);
    search_x86(code, size, &int80, found, with);
}

static uint32_t word(const uint8_t *code) {
    return code[0] | (uint32_t)code[1] << 8 | (uint32_t)code[2] << 16 | (uint32_t)code[3] << 24;
}

// Loads, stores and arithmetic have their target in the low five bits, pairs a second one; where
// x8 is named there it may have been written. (ARM ARM, C4.1)
static int number_aarch64(const uint8_t *code, size_t at) {
    for (unsigned back = 0; back < BACK_AARCH64 && at >= 4; back++) {
        uint32_t insn = word(code + (at -= 4));
        bool hint = (insn & 0xfffff01f) == 0xd503201f;

        if ((insn & 0x7fe0001f) == 0x52800008) // movz w8 or x8, #imm16
            return (int)(insn >> 5 & 0xffff);
        if (!hint && (insn >> 26 & 7) == 5)
            return -1; // a branch, an exception, a system instruction
        if ((insn & 31) == 8 || ((insn & 0x3a000000) == 0x28000000 && (insn >> 10 & 31) == 8))
            return -1;
    }
    return -1;
}

static void search_aarch64(const uint8_t *code, size_t size, ct_scan_code_found *found,
                           void *with) {
    for (size_t at = 0; at + 4 <= size; at += 4) {
        int number;

        if ((word(code + at) & 0xffe0001f) != 0xd4000001) // svc, the kernel ignores its immediate
            continue;
        number = number_aarch64(code, at);
        found(with, at, number, name_aarch64(number));
    }
}

bool ct_scan_code_knows(unsigned machine) {
    return machine == EM_X86_64 || machine == EM_AARCH64;
}

void ct_scan_code(unsigned machine, const uint8_t *code, size_t size, ct_scan_code_found *found,
                  void *with) {
    if (machine == EM_X86_64)
        search_x86_all(code, size, found, with);
    else if (machine == EM_AARCH64)
        search_aarch64(code, size, found, with);
}
