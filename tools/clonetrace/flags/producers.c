// SPDX-License-Identifier: MIT
// Turns ct_libc_flags, which answers for one C library on one kernel, into "which releases pass
// this set", by asking it for each release, with clone3 at work and refused.
#include "clonetrace/flags/producers.h"

#include <errno.h>
#include <gnu/libc-version.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "event/encode.h"
#include "event/flag_bits.h"
#include "event/libc.h"
#include "event/names.h"

enum { FIRST = 31, LAST = 42 }; // glibc 2.x whose sources were read; a newer one counts as LAST

struct passed {
    struct ct_flag_set set;
    enum ct_entry entry;
};

struct span {
    unsigned first; // release; 0 for an empty span
    unsigned last;
};

static const struct fixed {
    const char *who;
    const char *entry;
    const char *when;
    uint64_t flags;
    unsigned exit_signal;
    const char *name; // by which it can be asked for; NULL
} fixed[] = {
    {"fork", "fork", "musl, on CPUs whose kernel has fork; the bare system call", 0, SIGCHLD},
    {"posix_spawn, posix_spawnp, system, popen", "clone", "musl", CLONE_VM | CLONE_VFORK, SIGCHLD},
    {"pthread_create, thrd_create", "clone", "musl",
     CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM |
         CLONE_SETTLS | CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID | CLONE_DETACHED,
     0},
    {"a thread of the Go runtime", "clone", "Go without cgo",
     CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM, 0},
    {"kernel_thread", "none", "inside the kernel", CLONE_VM | CLONE_UNTRACED, 0, "kernel_thread"},
    {"kthreadd, for each kernel thread", "none", "inside the kernel",
     CLONE_VM | CLONE_UNTRACED | CLONE_FS | CLONE_FILES, SIGCHLD, "kthreadd"},
    {"call_usermodehelper", "none", "inside the kernel", CLONE_VM | CLONE_UNTRACED, SIGCHLD,
     "call_usermodehelper"},
    {"a worker of io_uring", "none", "inside the kernel",
     CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_UNTRACED | CLONE_IO,
     0},
};

static bool exists(enum ct_api api, unsigned minor) {
    switch (api) {
    case CT_API__FORK:
        return minor >= 34;
    case CT_API_PIDFD_SPAWN:
    case CT_API_PIDFD_SPAWNP:
        return minor >= 39;
    default:
        return true;
    }
}

static bool is_spawn(enum ct_api api) {
    return api == CT_API_POSIX_SPAWN || api == CT_API_POSIX_SPAWNP || api == CT_API_PIDFD_SPAWN ||
           api == CT_API_PIDFD_SPAWNP;
}

static bool ask(enum ct_api api, unsigned minor, bool clone3, unsigned spawn,
                struct passed *passed) {
    struct ct_libc libc = {.minor = minor, .clone3 = clone3, .clear_sighand = clone3, CT_LIBC_PORT};
    struct ct_create create;

    if (!exists(api, minor) || ct_libc_flags(api, &libc, spawn, &create) != 0)
        return false;
    *passed = (struct passed){{create.flags, (unsigned)create.exit_signal}, create.entry};
    return true;
}

static bool same_set(const struct ct_flag_set *a, const struct ct_flag_set *b) {
    return a->flags == b->flags && a->exit_signal == b->exit_signal;
}

static bool equal(const struct passed *a, const struct passed *b) {
    return same_set(&a->set, &b->set) && a->entry == b->entry;
}

// The releases that answer exactly `wanted`. They are neighbours: each change of glibc's came once.
static struct span releases(enum ct_api api, bool clone3, unsigned spawn,
                            const struct passed *wanted) {
    struct span span = {0};
    struct passed passed;

    for (unsigned minor = FIRST; minor <= LAST; minor++) {
        if (!ask(api, minor, clone3, spawn, &passed) || !equal(&passed, wanted))
            continue;
        if (!span.first)
            span.first = minor;
        span.last = minor;
    }
    return span;
}

static void say_span(char *text, struct span span, const char *more) {
    if (span.first == FIRST && span.last == LAST)
        snprintf(text, CT_PRODUCER_WHEN, "every glibc%s", more);
    else if (span.last == LAST)
        snprintf(text, CT_PRODUCER_WHEN, "glibc 2.%u and newer%s", span.first, more);
    else if (span.first == FIRST)
        snprintf(text, CT_PRODUCER_WHEN, "glibc before 2.%u%s", span.last + 1, more);
    else
        snprintf(text, CT_PRODUCER_WHEN, "glibc 2.%u to 2.%u%s", span.first, span.last, more);
}

// In words: the releases that do it where clone3 works, and those that do it where it is refused.
static void say_when(char *text, struct span works, struct span refused) {
    if (!works.first)
        say_span(text, refused, ", where clone3 is refused");
    else if (!refused.first || (works.first == refused.first && works.last == refused.last))
        say_span(text, works, "");
    else
        say_span(text, works, ", newer where clone3 is refused");
}

// Adds an API for each of the ways in which it passes `set`, or for each at all where set is NULL.
static size_t add_api(enum ct_api api, unsigned spawn, const struct ct_flag_set *set,
                      struct ct_producer *found, size_t count) {
    struct passed seen[8];
    size_t nseen = 0;

    for (unsigned i = 0; i < (LAST - FIRST + 1) * 2; i++) {
        struct passed passed;
        size_t old = 0;

        if (!ask(api, LAST - i / 2, i % 2 == 0, spawn, &passed))
            continue;
        while (old < nseen && !equal(&seen[old], &passed))
            old++;
        if (old < nseen || nseen == sizeof seen / sizeof seen[0] || count == CT_PRODUCERS_MAX)
            continue;
        seen[nseen++] = passed;
        if (set && !same_set(&passed.set, set))
            continue;
        found[count] = (struct ct_producer){
            .who = ct_api_name(api), .entry = ct_entry_name(passed.entry), .set = passed.set};
        say_when(found[count].when, releases(api, true, spawn, &passed),
                 releases(api, false, spawn, &passed));
        if (spawn)
            strncat(found[count].when, ", into a cgroup",
                    CT_PRODUCER_WHEN - strlen(found[count].when) - 1);
        count++;
    }
    return count;
}

// Into a cgroup: only what differs from the same call without one.
static size_t add_cgroup(enum ct_api api, const struct ct_flag_set *set, struct ct_producer *found,
                         size_t count) {
    size_t end = add_api(api, CT_LIBC_SPAWN_CGROUP, set, found, count);
    size_t kept = count;

    for (size_t i = count; i < end; i++)
        if (found[i].set.flags & CLONE_INTO_CGROUP)
            found[kept++] = found[i];
    return kept;
}

static size_t add_both(enum ct_api api, const struct ct_flag_set *set, struct ct_producer *found,
                       size_t count) {
    count = add_api(api, 0, set, found, count);
    return is_spawn(api) ? add_cgroup(api, set, found, count) : count;
}

size_t ct_producers_find(const struct ct_flag_set *set, struct ct_producer *found) {
    size_t count = 0;

    for (enum ct_api api = 0; api < CT_API_COUNT; api++)
        if (ct_api_name(api)[0] != '_' || api == CT_API__FORK)
            count = add_both(api, set, found, count);
    for (size_t i = 0; i < sizeof fixed / sizeof fixed[0] && count < CT_PRODUCERS_MAX; i++) {
        if (!same_set(&(struct ct_flag_set){fixed[i].flags, fixed[i].exit_signal}, set))
            continue;
        found[count] =
            (struct ct_producer){.who = fixed[i].who, .entry = fixed[i].entry, .set = *set};
        snprintf(found[count++].when, CT_PRODUCER_WHEN, "%s", fixed[i].when);
    }
    return count;
}

size_t ct_producers_of(enum ct_api api, struct ct_producer *found) {
    return add_both(api, NULL, found, 0);
}

const char *ct_producers_inside(size_t *at, struct ct_flag_set *set) {
    for (; *at < sizeof fixed / sizeof fixed[0]; (*at)++) {
        const struct fixed *row = &fixed[*at];

        if (!row->name)
            continue;
        (*at)++;
        *set = (struct ct_flag_set){row->flags, row->exit_signal};
        return row->name;
    }
    return NULL;
}

unsigned ct_producers_release(enum ct_api api) {
    const char *dot = strchr(gnu_get_libc_version(), '.');
    unsigned minor = dot ? (unsigned)strtoul(dot + 1, NULL, 10) : LAST;

    while (!exists(api, minor))
        minor++;
    return minor;
}

int ct_producers_here(enum ct_api api, struct ct_create *create) {
    struct ct_libc libc = {CT_LIBC_PORT};
    struct utsname name;

    libc.minor = ct_producers_release(api);
    // clone3 that is there finds the size wrong (EINVAL); one that is not, or that a filter hides,
    // is ENOSYS.
    libc.clone3 = syscall(SYS_clone3, NULL, 0) < 0 && errno != ENOSYS;
    libc.clear_sighand =
        libc.clone3 && uname(&name) == 0 && ct_kernel_parse(name.release) >= CT_KERNEL(5, 5);
    return ct_libc_flags(api, &libc, 0, create);
}
