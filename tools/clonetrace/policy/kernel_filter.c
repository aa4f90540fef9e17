// SPDX-License-Identifier: MIT
// A small assembler of classic BPF: libseccomp's filters have no order, and rules of a policy do.
// The program is a table of system call numbers for each machine, then the tests of each call.
#include "clonetrace/policy/kernel_filter.h"

#include <errno.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

// A rule has at most four tests of three instructions and a return.
_Static_assert(CT_POLICY_RULES_MAX * 13 * 3 + 64 < BPF_MAXINSNS, "the longest policy fits");

#define LOAD(what) (struct sock_filter) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, what)
#define RETURN(value) (struct sock_filter) BPF_STMT(BPF_RET | BPF_K, value)

static unsigned add(struct ct_kernel_filter *filter, struct sock_filter instruction) {
    filter->code[filter->length] = instruction;
    return filter->length++;
}

// Both machines are little-endian: the low half of an argument comes first.
static uint32_t flags_of(enum ct_kernel_call call) {
    return (uint32_t)(offsetof(struct seccomp_data, args) +
                      8 * (size_t)ct_kernel_call_argument(call));
}

// The next rule begins here: what waits for it in jt or jf (0 there) gets its distance.
static void land(struct ct_kernel_filter *filter, const unsigned *jumps, unsigned count) {
    for (unsigned i = 0; i < count; i++) {
        struct sock_filter *jump = &filter->code[jumps[i]];
        unsigned char distance = (unsigned char)(filter->length - jumps[i] - 1);

        if (jump->jt)
            jump->jt = distance;
        else
            jump->jf = distance;
    }
}

static void add_test(struct ct_kernel_filter *filter, enum ct_kernel_call call,
                     const struct ct_kernel_test *test) {
    unsigned jumps[4], count = 0;
    // jf: to the next rule where the test fails; jt of `none`: likewise where one bit is set.
    struct sock_filter equal = BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 0);
    struct sock_filter any = BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, test->any, 0, 0);
    struct sock_filter none = BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, test->none, 1, 0);

    if (test->any || test->none)
        add(filter, LOAD(flags_of(call)));
    if (test->any)
        jumps[count++] = add(filter, any);
    if (test->none)
        jumps[count++] = add(filter, none);
    if (test->all) {
        add(filter, LOAD(flags_of(call)));
        add(filter, (struct sock_filter)BPF_STMT(BPF_ALU | BPF_AND | BPF_K, test->all));
        equal.k = test->all;
        jumps[count++] = add(filter, equal);
    }
    if (test->exit_signal >= 0) {
        add(filter, LOAD(flags_of(call)));
        add(filter, (struct sock_filter)BPF_STMT(BPF_ALU | BPF_AND | BPF_K, 0xff));
        equal.k = (uint32_t)test->exit_signal;
        jumps[count++] = add(filter, equal);
    }
    add(filter, RETURN(test->verdict));
    land(filter, jumps, count);
}

static void add_tests(struct ct_kernel_filter *filter, enum ct_kernel_call call,
                      const struct ct_kernel_tests *tests) {
    for (unsigned i = 0; i < tests->count; i++)
        add_test(filter, call, &tests->all[i]);
    add(filter, RETURN(SECCOMP_RET_ALLOW));
}

// Jumps that are still to be told where the tests of their call begin.
struct table {
    unsigned jumps[CT_KERNEL_CALLS][3];
    unsigned counts[CT_KERNEL_CALLS];
};

static void add_numbers(struct ct_kernel_filter *filter, const struct ct_kernel_plan *plan,
                        const struct ct_kernel_machine *machine, struct table *table) {
    for (unsigned i = 0; i < CT_KERNEL_CALLS; i++) {
        enum ct_kernel_call call = (enum ct_kernel_call)i;
        int number = ct_kernel_number(machine, call);

        if (!plan->calls[call].refuse || number < 0)
            continue;
        add(filter,
            (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)number, 0, 1));
        table->jumps[call][table->counts[call]++] =
            add(filter, (struct sock_filter)BPF_STMT(BPF_JMP | BPF_JA, 0));
    }
}

// The numbers of every ABI that has this architecture, and the end for all others of its calls.
static void add_machine(struct ct_kernel_filter *filter, const struct ct_kernel_plan *plan,
                        uint32_t audit, struct table *table) {
    const struct ct_kernel_machine *machine;
    unsigned past;

    add(filter, LOAD(offsetof(struct seccomp_data, arch)));
    past = add(filter, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, audit, 0, 0));
    add(filter, LOAD(offsetof(struct seccomp_data, nr)));
    for (unsigned i = 0; (machine = ct_kernel_machine(i)); i++)
        if (machine->audit == audit)
            add_numbers(filter, plan, machine, table);
    add(filter, RETURN(SECCOMP_RET_ALLOW));
    filter->code[past].jf = (unsigned char)(filter->length - past - 1);
}

int ct_kernel_filter_build(const struct ct_kernel_plan *plan, struct ct_kernel_filter *filter) {
    const struct ct_kernel_machine *native = ct_kernel_machine(0), *foreign = ct_kernel_machine(1);
    struct table table = {0};

    filter->length = 0;
    if (!native)
        return -EOPNOTSUPP;
    if (!plan->enforced)
        return 0;
    add_machine(filter, plan, native->audit, &table);
    add_machine(filter, plan, foreign->audit, &table);
    // A machine that nobody knows has numbers that nobody knows.
    add(filter, RETURN(SECCOMP_RET_ERRNO | EPERM));
    for (unsigned i = 0; i < CT_KERNEL_CALLS; i++) {
        for (unsigned j = 0; j < table.counts[i]; j++)
            filter->code[table.jumps[i][j]].k = filter->length - table.jumps[i][j] - 1;
        if (table.counts[i])
            add_tests(filter, (enum ct_kernel_call)i, &plan->calls[i]);
    }
    return 0;
}

int ct_kernel_filter_install(const struct ct_kernel_filter *filter) {
    struct sock_fprog program = {.len = filter->length,
                                 .filter = (struct sock_filter *)filter->code};

    if (!filter->length)
        return 0;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
        return -errno;
    return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) ? -errno : 0;
}
