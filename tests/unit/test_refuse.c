// SPDX-License-Identifier: MIT
// The kernel's checks, as rules; refuse_oracle.c asks the running kernel whether they are right.
#include <criterion/criterion.h>
#include <signal.h>
#include <string.h>

#include "event/flag_bits.h"
#include "event/parse.h"
#include "event/refuse.h"

static struct ct_flag_set set_of(const char *text) {
    struct ct_parse_error error;
    struct ct_flag_set set;

    cr_assert_eq(ct_flags_parse(text, &set, &error), 0, "%s", text);
    return set;
}

// The first refusal that holds for everyone on this kernel; NULL when the set is accepted.
static const struct ct_refusal *refused(const char *text, unsigned entry, unsigned kernel) {
    struct ct_flag_set set = set_of(text);
    const struct ct_refusal *refusal;
    size_t at = 0;

    while ((refusal = ct_refusal_next(&at, &set, entry)))
        if (refusal->verdict == CT_REFUSES_ALWAYS && ct_refusal_holds(refusal, kernel))
            return refusal;
    return NULL;
}

static void assert_refused(const char *text, unsigned entry, const char *word) {
    const struct ct_refusal *refusal = refused(text, entry, CT_KERNEL_KNOWN);

    cr_assert_not_null(refusal, "%s is not refused", text);
    cr_assert(strstr(refusal->reason, word), "%s: %s", text, refusal->reason);
}

static void assert_accepted(const char *text, unsigned entry) {
    const struct ct_refusal *refusal = refused(text, entry, CT_KERNEL_KNOWN);

    cr_assert_null(refusal, "%s: %s", text, refusal ? refusal->reason : "");
}

Test(refuse, what_both_entries_check) {
    static const unsigned entries[] = {CT_TAKES_CLONE, CT_TAKES_CLONE3};

    for (int i = 0; i < 2; i++) {
        assert_refused("THREAD|VM", entries[i], "CLONE_SIGHAND");
        assert_refused("SIGHAND", entries[i], "CLONE_VM");
        assert_refused("NEWNS|FS", entries[i], "CLONE_FS");
        assert_refused("NEWUSER|FS", entries[i], "CLONE_FS");
        assert_refused("THREAD|SIGHAND|VM|NEWPID", entries[i], "namespace");
        assert_refused("THREAD|SIGHAND|VM|NEWUSER", entries[i], "namespace");
        assert_refused("NEWIPC|SYSVSEM", entries[i], "CLONE_SYSVSEM");
        assert_refused("PIDFD|DETACHED", entries[i], "CLONE_DETACHED");
        assert_accepted("THREAD|SIGHAND|VM", entries[i]);
        assert_accepted("VM|VFORK|SIGCHLD", entries[i]);
        assert_accepted("0", entries[i]);
    }
}

Test(refuse, what_only_clone3_checks) {
    assert_refused("DETACHED", CT_TAKES_CLONE3, "CLONE_DETACHED");
    assert_accepted("DETACHED", CT_TAKES_CLONE);
    assert_refused("VM|SIGHAND|CLEAR_SIGHAND", CT_TAKES_CLONE3, "CLONE_CLEAR_SIGHAND");
    assert_refused("VM|SIGHAND|THREAD|SIGCHLD", CT_TAKES_CLONE3, "exit signal");
    assert_accepted("VM|SIGHAND|THREAD|SIGCHLD", CT_TAKES_CLONE);
    assert_refused("PARENT|SIGCHLD", CT_TAKES_CLONE3, "exit signal");
    assert_accepted("PARENT|SIGCHLD", CT_TAKES_CLONE);
    assert_refused("SIG65", CT_TAKES_CLONE3, "signal");
    assert_accepted("SIGRTMAX", CT_TAKES_CLONE3);
}

Test(refuse, what_only_clone_checks) {
    assert_refused("PIDFD|PARENT_SETTID", CT_TAKES_CLONE, "one address");
    assert_accepted("PIDFD|PARENT_SETTID", CT_TAKES_CLONE3);
}

Test(refuse, flags_of_linux_7_1_need_each_other) {
    assert_refused("AUTOREAP|SIGCHLD", CT_TAKES_CLONE3, "exit signal");
    assert_refused("AUTOREAP|PARENT", CT_TAKES_CLONE3, "CLONE_PARENT");
    assert_refused("NNP|THREAD|SIGHAND|VM", CT_TAKES_CLONE3, "CLONE_THREAD");
    assert_refused("PIDFD_AUTOKILL|AUTOREAP", CT_TAKES_CLONE3, "CLONE_PIDFD");
    assert_refused("PIDFD_AUTOKILL|PIDFD", CT_TAKES_CLONE3, "CLONE_AUTOREAP");
    assert_refused("EMPTY_MNTNS|FS", CT_TAKES_CLONE3, "CLONE_FS");
    assert_accepted("PIDFD_AUTOKILL|PIDFD|AUTOREAP|NNP", CT_TAKES_CLONE3);
}

Test(refuse, what_changed_between_releases) {
    const char *pidfd = "PIDFD|THREAD|SIGHAND|VM";

    cr_assert_not_null(refused(pidfd, CT_TAKES_CLONE3, CT_KERNEL(6, 8)));
    cr_assert_null(refused(pidfd, CT_TAKES_CLONE3, CT_KERNEL(6, 9)));
    cr_assert_not_null(refused("NEWTIME", CT_TAKES_CLONE3, CT_KERNEL(6, 2)));
    cr_assert_null(refused("NEWTIME", CT_TAKES_CLONE3, CT_KERNEL(6, 3)));
    cr_assert_null(refused("SIG65", CT_TAKES_CLONE, CT_KERNEL(7, 0)));
    cr_assert_not_null(refused("SIG65", CT_TAKES_CLONE, CT_KERNEL(7, 1)));
    cr_assert_null(refused("PIDFD|DETACHED", CT_TAKES_CLONE, CT_KERNEL(5, 1)));
}

Test(refuse, unknown_bits) {
    uint64_t high = 1ull << 40;

    cr_assert_eq(ct_flags_unknown(high, CT_TAKES_CLONE, CT_KERNEL_KNOWN), 0); // ignored
    cr_assert_eq(ct_flags_unknown(high | CLONE_VM, CT_TAKES_CLONE3, CT_KERNEL_KNOWN), high);
    cr_assert_eq(ct_flags_unknown(CLONE_AUTOREAP, CT_TAKES_CLONE3, CT_KERNEL(7, 0)),
                 CLONE_AUTOREAP);
    cr_assert_eq(ct_flags_unknown(CLONE_AUTOREAP, CT_TAKES_CLONE3, CT_KERNEL(7, 1)), 0);
    cr_assert_eq(ct_flags_unknown(CLONE_CLEAR_SIGHAND, CT_TAKES_CLONE3, CT_KERNEL(5, 4)),
                 CLONE_CLEAR_SIGHAND);
    cr_assert_eq(ct_flags_unknown(CLONE_DETACHED, CT_TAKES_CLONE3, CT_KERNEL_KNOWN), 0);
    cr_assert_eq(ct_flags_unknown(CLONE_VFORK | CLONE_NEWNS, CT_TAKES_UNSHARE, CT_KERNEL_KNOWN),
                 CLONE_VFORK);
    cr_assert_eq(ct_flags_unknown(CLONE_NEWTIME, CT_TAKES_UNSHARE, CT_KERNEL_KNOWN), 0);
}

Test(refuse, releases_are_read_from_uname) {
    cr_assert_eq(ct_kernel_parse("5.10.0-28-amd64"), CT_KERNEL(5, 10));
    cr_assert_eq(ct_kernel_parse("6.18"), CT_KERNEL(6, 18));
    cr_assert_gt(ct_kernel_parse("6.18"), ct_kernel_parse("6.9"));
    cr_assert_eq(ct_kernel_parse(""), 0);
    cr_assert_eq(ct_kernel_parse("6"), 0);
    cr_assert_eq(ct_kernel_parse("linux"), 0);
}

Test(refuse, every_rule_has_a_reason_and_can_meet_a_set) {
    const struct ct_refusal *refusal;

    for (size_t i = 0; (refusal = ct_refusal_at(i)); i++) {
        cr_assert(refusal->reason[0] && refusal->where[0] && refusal->error && refusal->entries);
        cr_assert_eq(refusal->all & refusal->none, 0, "%s", refusal->reason);
        cr_assert(!refusal->until || refusal->from < refusal->until, "%s", refusal->reason);
    }
}
