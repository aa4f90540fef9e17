// SPDX-License-Identifier: MIT
#ifndef CT_EVENT_LIBC_H
#define CT_EVENT_LIBC_H

#include <stdbool.h>

#include "event/event.h"
#include "event/libc_port.h"

// What the C library passes to the kernel on behalf of an API that hides it.

struct ct_libc {
    unsigned minor;     // of glibc 2.minor
    bool clone3;        // the kernel, and a filter in front of it, let clone3(2) through: no ENOSYS
    bool clear_sighand; // clone3 knows CLONE_CLEAR_SIGHAND: Linux 5.5
    unsigned
        clone3_minor;    // first glibc that uses clone3 on this CPU, 0 for none; CT_LIBC_PORT sets
    bool vfork_by_clone; // this CPU has no vfork system call; CT_LIBC_PORT sets
};

#define CT_LIBC_SPAWN_CGROUP 1u // POSIX_SPAWN_SETCGROUP is among the attributes of a spawn

// Fills entry, flags, exit_signal and from_caller of *out. `spawn` is CT_LIBC_SPAWN_* for the spawn
// family, else 0. Returns 0, or -EINVAL for an API whose caller passes the flags (clone, syscall)
// or that creates no task. Nothing but its arguments: it runs in vfork children and signal
// handlers.
int ct_libc_flags(enum ct_api api, const struct ct_libc *libc, unsigned spawn,
                  struct ct_create *out);

#endif
