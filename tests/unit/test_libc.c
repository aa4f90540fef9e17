// SPDX-License-Identifier: MIT
// What glibc passes for each function, by release; the expectations were read from its sources,
// release by release.
#include <criterion/criterion.h>
#include <errno.h>
#include <linux/sched.h>
#include <signal.h>

#include "event/encode.h"
#include "event/libc.h"

#define VFORKED (CLONE_VM | CLONE_VFORK)
#define FORKED (CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID)
#define THREADED 0x3d0f00u

static const struct ct_libc x86_64 = {.clone3_minor = 34};
static const struct ct_libc aarch64 = {.clone3_minor = 38, .vfork_by_clone = true};

struct kernel {
    bool clone3;
    bool clear_sighand;
};
static const struct kernel modern = {true, true}; // 5.5 and newer
static const struct kernel linux_5_4 = {true, false};
static const struct kernel filtered = {false, false}; // or older than 5.3

static void assert_passes(enum ct_api api, struct ct_libc libc, unsigned minor,
                          struct kernel kernel, unsigned spawn, enum ct_entry entry, uint64_t flags,
                          int signal) {
    struct ct_create create = {.from_caller = true};

    libc.minor = minor;
    libc.clone3 = kernel.clone3;
    libc.clear_sighand = kernel.clear_sighand;
    cr_assert_eq(ct_libc_flags(api, &libc, spawn, &create), 0);
    cr_assert_eq(create.entry, entry, "%s 2.%u", ct_api_name(api), minor);
    cr_assert_eq(create.flags, flags, "%s 2.%u: %#llx", ct_api_name(api), minor,
                 (unsigned long long)create.flags);
    cr_assert_eq(create.exit_signal, signal, "%s 2.%u", ct_api_name(api), minor);
    cr_assert_not(create.from_caller);
}

Test(libc, fork_is_clone_in_every_release) {
    static const enum ct_api apis[] = {CT_API_FORK, CT_API_FORK_ALIAS, CT_API__FORK, CT_API_DAEMON,
                                       CT_API_FORKPTY};

    for (size_t i = 0; i < sizeof apis / sizeof apis[0]; i++)
        for (unsigned minor = 31; minor <= 42; minor++) {
            assert_passes(apis[i], x86_64, minor, modern, 0, CT_ENTRY_CLONE, FORKED, SIGCHLD);
            assert_passes(apis[i], aarch64, minor, filtered, 0, CT_ENTRY_CLONE, FORKED, SIGCHLD);
        }
    cr_assert_eq(FORKED | SIGCHLD, 0x1200011);
}

Test(libc, vfork_is_its_own_call_where_the_cpu_has_one) {
    assert_passes(CT_API_VFORK, x86_64, 36, modern, 0, CT_ENTRY_VFORK, VFORKED, SIGCHLD);
    assert_passes(CT_API_VFORK_ALIAS, x86_64, 31, filtered, 0, CT_ENTRY_VFORK, VFORKED, SIGCHLD);
    assert_passes(CT_API_VFORK, aarch64, 36, modern, 0, CT_ENTRY_CLONE, VFORKED, SIGCHLD);
}

Test(libc, threads_use_clone3_from_2_34) {
    assert_passes(CT_API_PTHREAD_CREATE, x86_64, 33, modern, 0, CT_ENTRY_CLONE, THREADED, 0);
    assert_passes(CT_API_PTHREAD_CREATE, x86_64, 34, modern, 0, CT_ENTRY_CLONE3, THREADED, 0);
    assert_passes(CT_API_PTHREAD_CREATE, x86_64, 34, linux_5_4, 0, CT_ENTRY_CLONE3, THREADED, 0);
    assert_passes(CT_API_THRD_CREATE, x86_64, 42, filtered, 0, CT_ENTRY_CLONE, THREADED, 0);
    assert_passes(CT_API_PTHREAD_CREATE, aarch64, 37, modern, 0, CT_ENTRY_CLONE, THREADED, 0);
    assert_passes(CT_API_PTHREAD_CREATE, aarch64, 38, modern, 0, CT_ENTRY_CLONE3, THREADED, 0);
}

Test(libc, spawn_clears_handlers_from_2_38) {
    static const enum ct_api apis[] = {CT_API_POSIX_SPAWN, CT_API_POSIX_SPAWNP, CT_API_SYSTEM,
                                       CT_API_POPEN, CT_API_WORDEXP};

    for (size_t i = 0; i < sizeof apis / sizeof apis[0]; i++) {
        assert_passes(apis[i], x86_64, 33, modern, 0, CT_ENTRY_CLONE, VFORKED, SIGCHLD);
        assert_passes(apis[i], x86_64, 34, modern, 0, CT_ENTRY_CLONE3, VFORKED, SIGCHLD);
        assert_passes(apis[i], x86_64, 37, modern, 0, CT_ENTRY_CLONE3, VFORKED, SIGCHLD);
        assert_passes(apis[i], x86_64, 38, modern, 0, CT_ENTRY_CLONE3,
                      VFORKED | CLONE_CLEAR_SIGHAND, SIGCHLD);
        assert_passes(apis[i], x86_64, 42, filtered, 0, CT_ENTRY_CLONE, VFORKED, SIGCHLD);
        assert_passes(apis[i], aarch64, 37, modern, 0, CT_ENTRY_CLONE, VFORKED, SIGCHLD);
    }
}

// Linux 5.3 and 5.4 have clone3 but refuse the flag, and glibc falls back to clone.
Test(libc, spawn_falls_back_where_clear_sighand_is_unknown) {
    assert_passes(CT_API_POSIX_SPAWN, x86_64, 37, linux_5_4, 0, CT_ENTRY_CLONE3, VFORKED, SIGCHLD);
    assert_passes(CT_API_POSIX_SPAWN, x86_64, 38, linux_5_4, 0, CT_ENTRY_CLONE, VFORKED, SIGCHLD);
}

Test(libc, pidfd_spawn_adds_a_pidfd) {
    assert_passes(CT_API_PIDFD_SPAWN, x86_64, 39, modern, 0, CT_ENTRY_CLONE3,
                  VFORKED | CLONE_CLEAR_SIGHAND | CLONE_PIDFD, SIGCHLD);
    assert_passes(CT_API_PIDFD_SPAWNP, x86_64, 39, filtered, 0, CT_ENTRY_CLONE,
                  VFORKED | CLONE_PIDFD, SIGCHLD);
}

// Without clone3 it fails with ENOTSUP; the refused clone3 is all that reaches the kernel.
Test(libc, a_spawn_into_a_cgroup_has_no_fallback) {
    uint64_t flags = VFORKED | CLONE_CLEAR_SIGHAND | CLONE_INTO_CGROUP;

    assert_passes(CT_API_POSIX_SPAWN, x86_64, 39, modern, CT_LIBC_SPAWN_CGROUP, CT_ENTRY_CLONE3,
                  flags, SIGCHLD);
    assert_passes(CT_API_POSIX_SPAWN, x86_64, 39, filtered, CT_LIBC_SPAWN_CGROUP, CT_ENTRY_CLONE3,
                  flags, SIGCHLD);
    assert_passes(CT_API_POSIX_SPAWN, x86_64, 38, modern, CT_LIBC_SPAWN_CGROUP, CT_ENTRY_CLONE3,
                  VFORKED | CLONE_CLEAR_SIGHAND, SIGCHLD); // 2.38 does not know the attribute
    assert_passes(CT_API_SYSTEM, x86_64, 39, modern, CT_LIBC_SPAWN_CGROUP, CT_ENTRY_CLONE3,
                  VFORKED | CLONE_CLEAR_SIGHAND, SIGCHLD); // takes no attributes
}

Test(libc, the_caller_passes_the_flags_of_the_rest) {
    static const enum ct_api apis[] = {CT_API_CLONE,  CT_API_CLONE_ALIAS, CT_API_SYSCALL,
                                       CT_API_EXECVE, CT_API_UNSHARE,     CT_API_COUNT};
    struct ct_create create;

    for (size_t i = 0; i < sizeof apis / sizeof apis[0]; i++)
        cr_assert_eq(ct_libc_flags(apis[i], &x86_64, 0, &create), -EINVAL);
}
