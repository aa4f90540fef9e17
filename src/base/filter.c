// SPDX-License-Identifier: MIT
// Classic BPF as seccomp allows it (kernel/seccomp.c, seccomp_check_filter): 32-bit loads from
// struct seccomp_data, sixteen words of memory, forward jumps only, so every program ends. The
// program lies in the caller's memory and the kernel has taken it already, or will judge it next.
#include "base/filter.h"

#include <stddef.h>
#include <string.h>

#include "base/audit.h"
#include "base/poison.h"

struct machine {
    uint32_t a, x;
    uint32_t memory[BPF_MEMWORDS];
    const struct seccomp_data *data;
};

static uint32_t compute(uint16_t code, uint32_t a, uint32_t b) {
    switch (BPF_OP(code)) {
    case BPF_ADD:
        return a + b;
    case BPF_SUB:
        return a - b;
    case BPF_MUL:
        return a * b;
    case BPF_DIV:
        return b ? a / b : 0;
    case BPF_AND:
        return a & b;
    case BPF_OR:
        return a | b;
    case BPF_XOR:
        return a ^ b;
    case BPF_LSH:
        return b < 32 ? a << b : 0;
    case BPF_RSH:
        return b < 32 ? a >> b : 0;
    case BPF_NEG:
        return 0 - a;
    default:
        return a;
    }
}

static bool is_true(uint16_t code, uint32_t a, uint32_t b) {
    switch (BPF_OP(code)) {
    case BPF_JEQ:
        return a == b;
    case BPF_JGT:
        return a > b;
    case BPF_JGE:
        return a >= b;
    default: // BPF_JSET
        return a & b;
    }
}

static uint32_t load(const struct machine *machine, const struct sock_filter *step) {
    uint32_t word = 0;

    switch (BPF_MODE(step->code)) {
    case BPF_ABS:
        if (step->k <= sizeof *machine->data - sizeof word)
            memcpy(&word, (const char *)machine->data + step->k, sizeof word);
        return word;
    case BPF_IMM:
        return step->k;
    case BPF_LEN:
        return sizeof *machine->data;
    default: // BPF_MEM
        return machine->memory[step->k % BPF_MEMWORDS];
    }
}

// One step that neither jumps nor returns.
static void step_on(struct machine *machine, const struct sock_filter *step) {
    switch (BPF_CLASS(step->code)) {
    case BPF_LD:
        machine->a = load(machine, step);
        break;
    case BPF_LDX:
        machine->x = load(machine, step);
        break;
    case BPF_ST:
        machine->memory[step->k % BPF_MEMWORDS] = machine->a;
        break;
    case BPF_STX:
        machine->memory[step->k % BPF_MEMWORDS] = machine->x;
        break;
    case BPF_ALU:
        machine->a =
            compute(step->code, machine->a, BPF_SRC(step->code) == BPF_X ? machine->x : step->k);
        break;
    case BPF_MISC:
        if (BPF_MISCOP(step->code) == BPF_TAX)
            machine->x = machine->a;
        else
            machine->a = machine->x;
        break;
    }
}

static uint32_t jump(const struct machine *machine, const struct sock_filter *step) {
    if (BPF_OP(step->code) == BPF_JA)
        return step->k;
    return is_true(step->code, machine->a, BPF_SRC(step->code) == BPF_X ? machine->x : step->k)
               ? step->jt
               : step->jf;
}

uint32_t ct_filter_run(const struct sock_fprog *program, const struct seccomp_data *data) {
    struct machine machine = {.data = data};

    for (uint32_t at = 0; at < program->len; at++) {
        const struct sock_filter *step = &program->filter[at];
        if (BPF_CLASS(step->code) == BPF_RET)
            return BPF_RVAL(step->code) == BPF_A ? machine.a : step->k;
        if (BPF_CLASS(step->code) == BPF_JMP)
            at += jump(&machine, step);
        else
            step_on(&machine, step);
    }
    return SECCOMP_RET_KILL_PROCESS;
}

bool ct_filter_spares(const struct sock_fprog *program, const struct seccomp_data *call) {
    struct seccomp_data data = *call;

    data.arch = CT_AUDIT_ARCH;
    switch (ct_filter_run(program, &data) & SECCOMP_RET_ACTION_FULL) {
    case SECCOMP_RET_ALLOW:
    case SECCOMP_RET_LOG:
    case SECCOMP_RET_ERRNO:
        return true;
    default: // killed, trapped, traced, or handed to a supervisor that does not expect it
        return false;
    }
}
