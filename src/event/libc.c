// SPDX-License-Identifier: MIT
// The flags that glibc 2.31 to 2.42 gives to the kernel. Read from its sources, named at each
// function; the tests hold it against strace. Must not look anything up: it runs in vfork children
// and signal handlers.
#include "event/libc.h"

#include <errno.h>
#include <linux/sched.h>
#include <signal.h>

static void set(struct ct_create *out, enum ct_entry entry, uint64_t flags, int exit_signal) {
    out->entry = entry;
    out->flags = flags;
    out->exit_signal = exit_signal;
    out->from_caller = false;
}

static bool has_wrapper(const struct ct_libc *libc) {
    return libc->clone3_minor && libc->minor >= libc->clone3_minor;
}

// sysdeps/unix/sysv/linux/arch-fork.h, arch_fork: clone on every CPU and in every release, never
// clone3.
static void by_fork(struct ct_create *out) {
    set(out, CT_ENTRY_CLONE, CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID, SIGCHLD);
}

// sysdeps/unix/sysv/linux/<cpu>/vfork.S.
static void by_vfork(const struct ct_libc *libc, struct ct_create *out) {
    set(out, libc->vfork_by_clone ? CT_ENTRY_CLONE : CT_ENTRY_VFORK, CLONE_VM | CLONE_VFORK,
        SIGCHLD);
}

// nptl/pthread_create.c, create_thread (before 2.34: sysdeps/unix/sysv/linux/createthread.c).
static void by_thread(const struct ct_libc *libc, struct ct_create *out) {
    set(out, has_wrapper(libc) && libc->clone3 ? CT_ENTRY_CLONE3 : CT_ENTRY_CLONE,
        CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM |
            CLONE_SETTLS | CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID,
        0);
}

// sysdeps/unix/sysv/linux/spawni.c, __spawnix. From 2.38 clone3 also gets CLONE_CLEAR_SIGHAND, and
// a kernel that refuses that (EINVAL, 5.3 and 5.4) makes it fall back to clone, as one without
// clone3 does. From 2.39 a spawn into a cgroup has no fallback: it fails with ENOTSUP, and the
// refused clone3 is all that the kernel saw.
static void by_spawn(const struct ct_libc *libc, unsigned spawn, bool pidfd,
                     struct ct_create *out) {
    uint64_t flags = CLONE_VM | CLONE_VFORK | (pidfd ? CLONE_PIDFD : 0);
    bool cgroup = spawn & CT_LIBC_SPAWN_CGROUP && libc->minor >= 39;
    bool clears = libc->minor >= 38;
    bool accepted = libc->clone3 && (libc->clear_sighand || !clears);

    if (!has_wrapper(libc) || (!accepted && !cgroup))
        set(out, CT_ENTRY_CLONE, flags, SIGCHLD);
    else
        set(out, CT_ENTRY_CLONE3,
            flags | (clears ? CLONE_CLEAR_SIGHAND : 0) | (cgroup ? CLONE_INTO_CGROUP : 0), SIGCHLD);
}

int ct_libc_flags(enum ct_api api, const struct ct_libc *libc, unsigned spawn,
                  struct ct_create *out) {
    switch (api) {
    case CT_API_FORK:
    case CT_API_FORK_ALIAS:
    case CT_API__FORK:
    case CT_API_DAEMON:
    case CT_API_FORKPTY:
        by_fork(out);
        return 0;
    case CT_API_VFORK:
    case CT_API_VFORK_ALIAS:
        by_vfork(libc, out);
        return 0;
    case CT_API_PTHREAD_CREATE:
    case CT_API_THRD_CREATE:
        by_thread(libc, out);
        return 0;
    case CT_API_POSIX_SPAWN:
    case CT_API_POSIX_SPAWNP:
        by_spawn(libc, spawn, false, out);
        return 0;
    case CT_API_PIDFD_SPAWN:
    case CT_API_PIDFD_SPAWNP:
        by_spawn(libc, spawn, true, out);
        return 0;
    case CT_API_SYSTEM:
    case CT_API_POPEN:
    case CT_API_WORDEXP:
        by_spawn(libc, 0, false, out);
        return 0;
    default:
        return -EINVAL;
    }
}
