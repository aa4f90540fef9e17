// SPDX-License-Identifier: MIT
// Asks the running kernel whether the rules of event/refusals.def are right, for every pair and
// triple of flags and on top of sets that need each other. No task is ever created: RLIMIT_NPROC is
// 0 here, so the kernel answers EAGAIN to a set that passed its checks (copy_process makes them
// first), and EINVAL to one that did not. Exits with 77 where the kernel cannot be asked.
#include <errno.h>
#include <linux/sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "event/describe.h"
#include "event/refuse.h"

#define NOBODY 65534

static unsigned kernel;
static unsigned long accepted, refused, wrong;

static bool is_refused(const struct ct_flag_set *set, unsigned entry) {
    const struct ct_refusal *refusal;
    size_t at = 0;

    if (ct_flags_unknown(set->flags, entry, kernel))
        return true;
    while ((refusal = ct_refusal_next(&at, set, entry)))
        if (refusal->verdict == CT_REFUSES_ALWAYS && ct_refusal_holds(refusal, kernel) &&
            strcmp(refusal->where, "copy_namespaces")) // comes after RLIMIT_NPROC
            return true;
    return false;
}

static long ask_clone(const struct ct_flag_set *set) {
    int parent_tid; // also takes the pidfd

    return syscall(SYS_clone, (unsigned long)(set->flags | set->exit_signal), 0, &parent_tid, 0, 0);
}

static long ask_clone3(const struct ct_flag_set *set) {
    int pidfd, tid;
    struct clone_args args = {.flags = set->flags,
                              .exit_signal = set->exit_signal,
                              .pidfd = (uint64_t)(uintptr_t)&pidfd,
                              .parent_tid = (uint64_t)(uintptr_t)&tid,
                              .child_tid = (uint64_t)(uintptr_t)&tid,
                              .cgroup = 1000};

    return syscall(SYS_clone3, &args, sizeof args);
}

// Releases in which a rule came or went also got it in their stable updates, so there the number
// says nothing.
static bool is_undecided(const struct ct_flag_set *set, unsigned entry) {
    if (entry == CT_TAKES_CLONE)
        return set->exit_signal > 64 && kernel < CT_KERNEL(7, 1);
    return set->flags & 0x80 && kernel < CT_KERNEL(6, 3);
}

static void ask(const struct ct_flag_set *set, unsigned entry) {
    bool expected = is_refused(set, entry);
    long result;

    if (is_undecided(set, entry))
        return;
    result = entry == CT_TAKES_CLONE ? ask_clone(set) : ask_clone3(set);
    if (result == 0)
        _exit(0); // a child after all; the parent reports it
    *(expected ? &refused : &accepted) += 1;
    if (result < 0 && (errno == EINVAL) == expected)
        return;
    if (wrong++ < 20)
        printf("%s(%#llx, signal %u): %s, but the rules say %s\n",
               entry == CT_TAKES_CLONE ? "clone" : "clone3", (unsigned long long)set->flags,
               set->exit_signal, result < 0 ? strerror(errno) : "a child",
               expected ? "EINVAL" : "accepted");
}

static void ask_everywhere(uint64_t flags) {
    static const unsigned signals[] = {0, SIGCHLD, 64, 65};

    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
        struct ct_flag_set set = {flags, signals[i]};

        if (!(flags & 0x80) && flags <= UINT32_MAX)
            ask(&set, CT_TAKES_CLONE);
        ask(&set, CT_TAKES_CLONE3);
    }
}

// Each flag alone, with each other, and with each two others, on top of `base`.
static void ask_combinations(uint64_t base) {
    uint64_t bits[64];
    size_t count = 0;

    for (size_t i = 0; i < ct_flag_texts_count; i++)
        if (ct_flag_texts[i].takes != CT_TAKES_UNSHARE)
            bits[count++] = ct_flag_texts[i].value;
    bits[count++] = 1ull << 50; // no flag
    for (size_t i = 0; i < count; i++)
        for (size_t j = i; j < count; j++)
            for (size_t k = j; k < count; k++)
                ask_everywhere(base | bits[i] | bits[j] | bits[k]);
}

// The one check that comes after RLIMIT_NPROC. It needs CAP_SYS_ADMIN, and children that end at
// once.
static void ask_for_ipc(void) {
    static const uint64_t sets[] = {CLONE_NEWIPC, CLONE_NEWIPC | CLONE_SYSVSEM};

    for (size_t i = 0; i < 2; i++) {
        pid_t child = (pid_t)syscall(SYS_clone, (unsigned long)sets[i] | SIGCHLD, 0, 0, 0, 0);
        bool is_wrong = i ? child >= 0 || errno != EINVAL : child < 0;

        if (child == 0)
            _exit(0);
        if (child > 0)
            waitpid(child, NULL, 0);
        if (child < 0 && errno == EPERM)
            return;
        if (is_wrong)
            printf("clone(%#llx): the rules say otherwise\n", (unsigned long long)sets[i]);
        wrong += is_wrong;
    }
}

static bool prepare(void) {
    const struct rlimit none = {0, 0};
    struct utsname name;
    pid_t child;

    uname(&name);
    kernel = ct_kernel_parse(name.release);
    if (geteuid() == 0 && setresuid(NOBODY, NOBODY, NOBODY) < 0)
        return false;
    if (setrlimit(RLIMIT_NPROC, &none) < 0)
        return false;
    child = (pid_t)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
    if (child == 0)
        _exit(0);
    if (child > 0)
        waitpid(child, NULL, 0);
    return child < 0 && errno == EAGAIN && syscall(SYS_clone3, NULL, 0) < 0 && errno == EINVAL;
}

int main(void) {
    ask_for_ipc();
    if (!prepare()) {
        puts(
            "cannot make the kernel answer without creating tasks (privileges, a filter): skipped");
        return 77;
    }
    ask_everywhere(0);
    ask_combinations(0);
    ask_combinations(CLONE_VM);
    ask_combinations(CLONE_VM | CLONE_SIGHAND);
    ask_combinations(CLONE_VM | CLONE_SIGHAND | CLONE_THREAD);
    ask_combinations(CLONE_PIDFD | 0x400000000);
    printf("%lu sets accepted, %lu refused, %lu not as the rules say\n", accepted, refused, wrong);
    return wrong || !accepted || !refused;
}
