// SPDX-License-Identifier: MIT
// What policies become in the kernel: the program and the profile decide every call as the policy
// does. The profile is read by libseccomp, as container runtimes read it.
#include <criterion/criterion.h>
#include <errno.h>
#include <jansson.h>
#include <linux/audit.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/filter.h"
#include "clonetrace/policy/kernel_filter.h"
#include "clonetrace/policy/kernel_profile.h"
#include "policy/load.h"
#include "policy/preset.h"

#include "profile.h"

#define RULES(rules) "{\"version\": 1, \"rules\": [" rules "]}"

static struct ct_policy *policy;
static struct ct_kernel_plan plan;
static struct ct_kernel_filter filter;

static void load_text(const char *text) {
    struct ct_policy_error error;

    if (!ct_kernel_machine(0))
        cr_skip_test("no filters on this CPU");
    cr_assert_eq(ct_policy_load(text, strlen(text), &policy, &error), 0, "%s", error.message);
    ct_kernel_plan_make(policy, &plan);
    cr_assert_eq(ct_kernel_filter_build(&plan, &filter), 0);
}

static void load_preset(const char *name) {
    size_t len;
    const char *text = ct_preset_text(name, &len);

    load_text(strndupa(text, len));
}

static void tear_down(void) {
    ct_kernel_plan_finish(&plan);
    ct_policy_destroy(policy);
}

TestSuite(kernel_rules, .fini = tear_down, .timeout = 120);

static uint32_t run(const struct sock_filter *code, unsigned short length,
                    const struct ct_kernel_machine *machine, enum ct_kernel_call call,
                    uint64_t flags) {
    struct sock_fprog program = {.len = length, .filter = (struct sock_filter *)code};
    struct seccomp_data data = {.nr = ct_kernel_number(machine, call), .arch = machine->audit};

    data.args[ct_kernel_call_argument(call)] = flags;
    return ct_filter_run(&program, &data);
}

static uint32_t filtered(enum ct_kernel_call call, uint64_t flags) {
    return run(filter.code, filter.length, ct_kernel_machine(0), call, flags);
}

// What the policy says of the same call.
static uint32_t judged(enum ct_kernel_call call, uint64_t flags) {
    static const enum ct_api apis[] = {[CT_KERNEL_CLONE] = CT_API_CLONE,
                                       [CT_KERNEL_FORK] = CT_API_SYSCALL,
                                       [CT_KERNEL_VFORK] = CT_API_VFORK,
                                       [CT_KERNEL_UNSHARE] = CT_API_UNSHARE,
                                       [CT_KERNEL_SETNS] = CT_API_SETNS};
    struct ct_facts facts = {.api = apis[call], .flags = flags, .exit_signal = SIGCHLD};
    struct ct_decision decision;

    facts.kind = call >= CT_KERNEL_UNSHARE ? CT_EVENT_NAMESPACE : CT_EVENT_CREATE;
    if (call == CT_KERNEL_CLONE) {
        facts.flags = flags & ~UINT64_C(0xff);
        facts.exit_signal = (int)(flags & 0xff);
    } else if (facts.kind == CT_EVENT_CREATE) {
        facts.flags = call == CT_KERNEL_VFORK ? CLONE_VM | CLONE_VFORK : 0;
    }
    ct_policy_decide(policy, &facts, &decision);
    return decision.action == CT_ACTION_KILL   ? SECCOMP_RET_KILL_PROCESS
           : decision.action == CT_ACTION_DENY ? SECCOMP_RET_ERRNO | (uint32_t)decision.error
                                               : SECCOMP_RET_ALLOW;
}

// The program that libseccomp makes of the profile.
static unsigned short compile_profile(struct sock_filter code[BPF_MAXINSNS]) {
    json_t *json = ct_kernel_profile(&plan);
    void *profile;
    int fd = memfd_create("profile", MFD_CLOEXEC);
    ssize_t size;

    cr_assert_not_null(json);
    profile = profile_read(json);
    cr_assert_not_null(profile);
    cr_assert_eq(seccomp_export_bpf(profile, fd), 0);
    size = pread(fd, code, BPF_MAXINSNS * sizeof *code, 0);
    cr_assert_gt(size, 0);
    close(fd);
    seccomp_release(profile);
    json_decref(json);
    return (unsigned short)((size_t)size / sizeof *code);
}

// The program and the profile say of one call in every ABI what the policy says.
static void compare_call(enum ct_kernel_call call, uint64_t flags,
                         const struct sock_filter *profile, unsigned short length) {
    uint32_t expected = judged(call, flags);
    const struct ct_kernel_machine *machine;

    for (unsigned i = 0; (machine = ct_kernel_machine(i)); i++) {
        if (ct_kernel_number(machine, call) < 0)
            continue;
        cr_assert_eq(run(filter.code, filter.length, machine, call, flags), expected,
                     "%s of %s 0x%lx", ct_kernel_call_name(call), machine->name, (long)flags);
        cr_assert_eq(run(profile, length, machine, call, flags), expected,
                     "profile: %s of %s 0x%lx", ct_kernel_call_name(call), machine->name,
                     (long)flags);
    }
}

// Every set of these flags, with some low bytes, by every call.
static void compare(const uint32_t *flags, unsigned count) {
    static const uint32_t low[] = {0, SIGCHLD, SIGUSR1, CLONE_NEWTIME};
    static struct sock_filter profile[BPF_MAXINSNS];
    unsigned short length = compile_profile(profile);

    for (uint32_t set = 0; set < 4u << count; set++) {
        uint64_t value = low[set & 3];

        for (unsigned bit = 0; bit < count; bit++)
            value |= set >> 2 >> bit & 1 ? flags[bit] : 0;
        for (unsigned call = 0; call < CT_KERNEL_CALLS; call++)
            if (call != CT_KERNEL_CLONE3)
                compare_call((enum ct_kernel_call)call, value, profile, length);
    }
}

#define COMPARE(...)                                                                               \
    compare((const uint32_t[]){__VA_ARGS__},                                                       \
            sizeof((const uint32_t[]){__VA_ARGS__}) / sizeof(uint32_t))

Test(kernel_rules, presets_decide_as_their_policies) {
    static const char *const names[] = {"no-new-namespaces", "no-shared-memory-process",
                                        "single-threaded"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        load_preset(names[i]);
        cr_assert_eq(plan.note_count, 0);
        COMPARE(CLONE_VM, CLONE_VFORK, CLONE_THREAD, CLONE_NEWNS, CLONE_NEWUSER, CLONE_NEWNET,
                CLONE_PARENT_SETTID);
    }
}

Test(kernel_rules, first_match_decides) {
    load_text(
        RULES("{\"id\": \"a\", \"match\": {\"flags\": {\"all\": [\"CLONE_VM\", \"CLONE_FS\"], "
              "\"none\": [\"CLONE_FILES\"]}}, \"action\": \"allow\"},"
              "{\"id\": \"b\", \"match\": {\"flags\": {\"any\": [\"CLONE_NEWNS\", "
              "\"CLONE_FS\"]}}, \"action\": \"deny\", \"errno\": \"ENOMEM\"},"
              "{\"id\": \"c\", \"match\": {\"exit_signal\": \"SIGUSR1\"}, \"action\": \"kill\"},"
              "{\"id\": \"d\", \"match\": {\"relation\": \"thread\"}, \"action\": \"allow\"},"
              "{\"id\": \"e\", \"match\": {\"flags\": {\"all\": [\"CLONE_VM\"], \"any\": "
              "[\"CLONE_FILES\", \"CLONE_VFORK\"], \"none\": [\"CLONE_SETTLS\"]}}, \"action\": "
              "\"deny\"}"));
    cr_assert_eq(plan.note_count, 0);
    COMPARE(CLONE_VM, CLONE_FS, CLONE_FILES, CLONE_THREAD, CLONE_VFORK, CLONE_NEWNS, CLONE_SETTLS);
    cr_assert_eq(filtered(CT_KERNEL_CLONE, CLONE_FS | SIGUSR1), SECCOMP_RET_ERRNO | ENOMEM);
    cr_assert_eq(filtered(CT_KERNEL_CLONE, SIGUSR1), SECCOMP_RET_KILL_PROCESS);
}

Test(kernel_rules, everything_can_be_refused) {
    load_text(RULES("{\"id\": \"a\", \"match\": {\"event\": \"create\"}, \"action\": \"deny\", "
                    "\"errno\": \"EAGAIN\"}"));
    cr_assert_eq(plan.note_count, 0);
    COMPARE(CLONE_VM, CLONE_THREAD, CLONE_NEWNS);
    cr_assert_eq(filtered(CT_KERNEL_UNSHARE, CLONE_NEWNS), SECCOMP_RET_ALLOW);
    for (unsigned i = 0; ct_kernel_machine(i); i++)
        cr_assert_eq(run(filter.code, filter.length, ct_kernel_machine(i), CT_KERNEL_CLONE3, 0),
                     SECCOMP_RET_ERRNO | ENOSYS, "%s", ct_kernel_machine(i)->name);
}

Test(kernel_rules, bits_that_clone_ignores_do_not_hide_flags) {
    load_preset("single-threaded");
    cr_assert_eq(filtered(CT_KERNEL_CLONE, UINT64_C(0xff00000000000000) | CLONE_VM),
                 SECCOMP_RET_ERRNO | EPERM);
}

Test(kernel_rules, flags_of_clone3_alone_leave_clone_as_it_is) {
    load_text(RULES("{\"id\": \"a\", \"match\": {\"event\": \"create\", \"flags\": {\"any\": "
                    "[\"CLONE_NEWTIME\", \"CLONE_INTO_CGROUP\"]}}, \"action\": \"deny\"}"));
    cr_assert_eq(plan.enforced, 1);
    cr_assert_eq(filtered(CT_KERNEL_CLONE3, 0), SECCOMP_RET_ERRNO | ENOSYS);
    cr_assert_eq(filtered(CT_KERNEL_CLONE, CLONE_NEWTIME | CLONE_VM), SECCOMP_RET_ALLOW);
}

// The note that begins with the rule, where there is exactly one note.
static void assert_noted(const char *text) {
    cr_assert_eq(plan.note_count, 1, "%zu notes", plan.note_count);
    cr_assert(strstr(plan.notes[0], text), "%s", plan.notes[0]);
}

Test(kernel_rules, what_a_filter_cannot_see_stays_with_the_library) {
    static const struct {
        const char *match, *note;
    } cases[] = {
        {"{\"multithreaded\": true}", "while the process has several threads"},
        {"{\"exe\": \"*/python3\"}", "*/python3"},
        {"{\"event\": \"exec\"}", "an exec"},
        {"{\"api\": [\"fork\"]}", "in clone, fork a filter cannot tell which function"},
        {"{\"api\": [\"pthread_create\"]}", "in clone a filter cannot tell which function"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[512];

        snprintf(text, sizeof text, RULES("{\"id\": \"a\", \"match\": %s, \"action\": \"deny\"}"),
                 cases[i].match);
        load_text(text);
        cr_assert_eq(plan.enforced, 0, "%s", cases[i].match);
        cr_assert_eq(filter.length, 0);
        assert_noted(cases[i].note);
        tear_down();
    }
    load_text(RULES("{\"id\": \"a\", \"match\": {}, \"action\": \"warn\"}"));
    assert_noted("a filter cannot warn");
}

Test(kernel_rules, what_an_earlier_rule_may_allow_is_not_refused) {
    load_text(RULES("{\"id\": \"omp\", \"match\": {\"module\": \"*/libgomp.so*\", \"relation\": "
                    "\"thread\"}, \"action\": \"allow\"},"
                    "{\"id\": \"vm\", \"match\": {\"event\": \"create\", \"flags\": {\"all\": "
                    "[\"CLONE_VM\"]}}, \"action\": \"deny\"},"
                    "{\"id\": \"process\", \"match\": {\"relation\": \"process\"}, \"action\": "
                    "\"deny\", \"errno\": \"EAGAIN\"}"));
    assert_noted("rule 'vm' stays with the library in part; in clone a filter cannot tell it from "
                 "what rule 'omp' before it lets pass");
    cr_assert_eq(filtered(CT_KERNEL_CLONE, CLONE_VM | CLONE_THREAD), SECCOMP_RET_ALLOW);
    cr_assert_eq(filtered(CT_KERNEL_CLONE, CLONE_VM), SECCOMP_RET_ERRNO | EAGAIN);
    cr_assert_eq(filtered(CT_KERNEL_CLONE, SIGCHLD), SECCOMP_RET_ERRNO | EAGAIN);
}

Test(kernel_rules, an_allow_for_another_signal_keeps_nothing_out) {
    load_text(RULES("{\"id\": \"a\", \"match\": {\"exe\": \"*\", \"exit_signal\": \"SIGUSR1\"}, "
                    "\"action\": \"allow\"},"
                    "{\"id\": \"b\", \"match\": {\"exit_signal\": null}, \"action\": \"deny\"}"));
    cr_assert_eq(plan.note_count, 0);
    cr_assert_eq(filtered(CT_KERNEL_CLONE, CLONE_VM), SECCOMP_RET_ERRNO | EPERM);
}

Test(kernel_rules, a_profile_that_would_be_huge_is_none) {
    char text[4096], *at = stpcpy(text, "{\"version\": 1, \"rules\": [");

    for (int i = 0; i < 9; i++)
        at += sprintf(at,
                      "{\"id\": \"r%d\", \"match\": {\"flags\": {\"all\": [\"0x%x\", \"0x%x\"]}}, "
                      "\"action\": \"allow\"},",
                      i, 0x100 << 2 * i, 0x200 << 2 * i);
    strcpy(at, "{\"id\": \"last\", \"match\": {\"event\": \"create\"}, \"action\": \"deny\"}]}");
    load_text(text);
    cr_assert_null(ct_kernel_profile(&plan));
    cr_assert_eq(filtered(CT_KERNEL_CLONE, 0x300), SECCOMP_RET_ALLOW);
    cr_assert_eq(filtered(CT_KERNEL_CLONE, 0x500), SECCOMP_RET_ERRNO | EPERM);
}

Test(kernel_rules, names_of_their_own_system_call_are_that_call) {
    load_text(RULES("{\"id\": \"a\", \"match\": {\"api\": [\"unshare\", \"fork\"]}, \"action\": "
                    "\"deny\"}"));
    assert_noted("rule 'a' stays with the library in part");
    cr_assert_eq(filtered(CT_KERNEL_UNSHARE, 0), SECCOMP_RET_ERRNO | EPERM);
    cr_assert_eq(filtered(CT_KERNEL_SETNS, 0), SECCOMP_RET_ALLOW);
    cr_assert_eq(filtered(CT_KERNEL_CLONE, SIGCHLD), SECCOMP_RET_ALLOW);
}

Test(kernel_rules, sixty_four_rules_fit) {
    static const char *const any[] = {"\"CLONE_VM\", \"CLONE_PARENT\"",
                                      "\"CLONE_FILES\", \"CLONE_SIGHAND\"",
                                      "\"CLONE_PTRACE\", \"CLONE_UNTRACED\""};
    char text[64 * 256], *at = stpcpy(text, "{\"version\": 1, \"rules\": [");

    for (int i = 0; i < 64; i++)
        at += sprintf(at,
                      "%s{\"id\": \"r%d\", \"match\": {\"event\": \"create\", \"exit_signal\": "
                      "\"SIGRTMIN+%d\", \"flags\": {\"all\": [\"CLONE_FS\"], \"any\": [%s], "
                      "\"none\": [\"CLONE_IO\"]}}, \"action\": \"deny\"}",
                      i ? "," : "", i, i % 30, any[i / 30]);
    strcpy(at, "]}");
    load_text(text);
    cr_assert_lt(filter.length, BPF_MAXINSNS);
    COMPARE(CLONE_VM, CLONE_FS, CLONE_IO, CLONE_PTRACE);
    cr_assert_eq(filtered(CT_KERNEL_CLONE, CLONE_FS | CLONE_VM | 36), SECCOMP_RET_ERRNO | EPERM);
    cr_assert_eq(filtered(CT_KERNEL_CLONE, CLONE_FS | CLONE_VM | SIGCHLD), SECCOMP_RET_ALLOW);
}
