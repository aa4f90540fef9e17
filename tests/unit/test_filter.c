// SPDX-License-Identifier: MIT
// Classic BPF as seccomp has it. The kernel is asked too: a filter that our interpreter calls fatal
// for a system call must kill the process that makes it, and one that it does not must not.
#include "base/filter.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/audit.h"

#define NUMBER BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr))
#define ALLOW BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
#define KILL BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS)
#define PROGRAM(...)                                                                               \
    (struct sock_fprog) {                                                                          \
        .len = sizeof((struct sock_filter[]){__VA_ARGS__}) / sizeof(struct sock_filter),           \
        .filter = (struct sock_filter[]) {                                                         \
            __VA_ARGS__                                                                            \
        }                                                                                          \
    }

static uint32_t run(struct sock_fprog program, long number, uint64_t argument) {
    struct seccomp_data data = {.nr = (int)number, .arch = CT_AUDIT_ARCH, .args = {argument}};

    return ct_filter_run(&program, &data);
}

Test(filter, a_constant_is_returned) {
    cr_assert_eq(run(PROGRAM(ALLOW), 1, 0), SECCOMP_RET_ALLOW);
    cr_assert_eq(run(PROGRAM(KILL), 1, 0), SECCOMP_RET_KILL_PROCESS);
}

Test(filter, the_number_decides) {
    struct sock_fprog only_write =
        PROGRAM(NUMBER, BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_write, 0, 1), ALLOW, KILL);

    cr_assert_eq(run(only_write, SYS_write, 0), SECCOMP_RET_ALLOW);
    cr_assert_eq(run(only_write, SYS_read, 0), SECCOMP_RET_KILL_PROCESS);
}

Test(filter, arguments_and_arithmetic_count) {
    // ((args[0] + 3) & 7) << 2 as the value returned
    struct sock_fprog program =
        PROGRAM(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0])),
                BPF_STMT(BPF_ALU | BPF_ADD | BPF_K, 3), BPF_STMT(BPF_ALU | BPF_AND | BPF_K, 7),
                BPF_STMT(BPF_LDX | BPF_W | BPF_IMM, 2), BPF_STMT(BPF_ALU | BPF_LSH | BPF_X, 0),
                BPF_STMT(BPF_ST, 5), BPF_STMT(BPF_LD | BPF_W | BPF_IMM, 0),
                BPF_STMT(BPF_LD | BPF_W | BPF_MEM, 5), BPF_STMT(BPF_RET | BPF_A, 0));

    cr_assert_eq(run(program, 0, 10), ((10 + 3) & 7) << 2);
}

Test(filter, jumps_compare_as_named) {
    const struct {
        uint16_t code;
        uint32_t k;
        bool taken;
    } cases[] = {{BPF_JGT, 9, true},   {BPF_JGT, 10, false}, {BPF_JGE, 10, true},
                 {BPF_JGE, 11, false}, {BPF_JSET, 2, true},  {BPF_JSET, 5, false},
                 {BPF_JEQ, 10, true},  {BPF_JEQ, 11, false}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sock_fprog program = PROGRAM(
            BPF_STMT(BPF_LD | BPF_W | BPF_IMM, 10),
            BPF_JUMP((uint16_t)(BPF_JMP | cases[i].code | BPF_K), cases[i].k, 0, 1), ALLOW, KILL);
        cr_assert_eq(run(program, 0, 0) == SECCOMP_RET_ALLOW, cases[i].taken, "case %zu", i);
    }
}

Test(filter, a_program_without_an_end_kills) {
    cr_assert_eq(run(PROGRAM(NUMBER), 0, 0), SECCOMP_RET_KILL_PROCESS);
}

static bool spares(struct sock_fprog program, long number, uint64_t argument) {
    struct seccomp_data call = {.nr = (int)number, .args = {argument}};

    return ct_filter_spares(&program, &call);
}

Test(filter, what_is_refused_is_spared_and_what_is_trapped_is_not) {
    struct sock_fprog only_fd_7 =
        PROGRAM(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0])),
                BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 7, 0, 1), ALLOW, KILL);

    cr_assert(spares(only_fd_7, SYS_write, 7));
    cr_assert_not(spares(only_fd_7, SYS_write, 8));
    cr_assert(spares(PROGRAM(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM)), SYS_write, 7));
    cr_assert_not(spares(PROGRAM(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP)), SYS_write, 7));
}

// Makes the call in a child under the filter; true where it lived on.
static bool lives(struct sock_fprog *program, long number) {
    int status;
    pid_t child = fork();

    if (child == 0) {
        prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
        if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, program) != 0)
            _exit(77);
        syscall(number);
        syscall(SYS_exit_group, 0); // a sanitizer's _exit does more than the filter allows
    }
    cr_assert_eq(waitpid(child, &status, 0), child);
    cr_assert(!WIFEXITED(status) || WEXITSTATUS(status) != 77, "no filter here");
    return WIFEXITED(status);
}

Test(filter, the_kernel_agrees) {
    const long asked[] = {SYS_getpid, SYS_gettid, SYS_getppid, SYS_getuid, SYS_sched_yield};
    struct sock_fprog program =
        PROGRAM(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
                BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, CT_AUDIT_ARCH, 1, 0), KILL, NUMBER,
                BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_exit_group, 3, 0),
                BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_gettid, 2, 0),
                BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_sched_yield, 1, 0), KILL, ALLOW);

    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        cr_assert_eq(spares(program, asked[i], 0), lives(&program, asked[i]), "call %ld", asked[i]);
    }
}
