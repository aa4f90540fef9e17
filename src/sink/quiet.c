// SPDX-License-Identifier: MIT
// A write whose failure stays between us and the kernel. The signal that it may raise is blocked
// for this thread, taken away if it came, and unblocked again; one that was pending before stays.
#include "sink/quiet.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>

#include "base/kernel.h"
#include "base/raw.h"
#include "base/placed.h"
#include "base/poison.h"

typedef uint64_t kernel_sigset; // what rt_sigprocmask(2) takes, on every CPU with 64 signals

static long plain_write(const struct ct_target *target, const char *data, size_t len) {
    long done;

    do
        done = target->marked ? ct_raw(SYS_pwrite64, target->fd, data, len, 0L)
                              : ct_raw(SYS_write, target->fd, data, len);
    while (done == -EINTR);
    return done;
}

static long guarded_write(const struct ct_target *target, const char *data, size_t len,
                          int signal) {
    const kernel_sigset mask = (kernel_sigset)1 << (signal - 1);
    const struct timespec now = {0, 0};
    kernel_sigset before, pending = 0;
    long done;

    if (!ct_kernel_may(CT_USE_SIGNALS))
        return -EPERM;
    ct_raw(SYS_rt_sigprocmask, SIG_BLOCK, &mask, &before, sizeof mask);
    ct_raw(SYS_rt_sigpending, &pending, sizeof pending);
    done = plain_write(target, data, len);
    if (done < 0 && !(pending & mask))
        while (ct_raw(SYS_rt_sigtimedwait, &mask, NULL, &now, sizeof mask) == -EINTR)
            ;
    ct_raw(SYS_rt_sigprocmask, SIG_SETMASK, &before, NULL, sizeof before);
    return done;
}

static _Atomic bool size_is_limited CT_HOT;

void ct_quiet_limits_changed(void) {
    struct rlimit limit = {RLIM_INFINITY, RLIM_INFINITY};

    if (ct_kernel_may(CT_USE_LIMITS))
        ct_raw(SYS_prlimit64, 0, RLIMIT_FSIZE, NULL, &limit);
    if (limit.rlim_cur != RLIM_INFINITY)
        atomic_store(&size_is_limited, true);
}

// A pipe, a socket or a terminal that nobody drains would hold the program for ever. The first time
// that it is full, a second is waited for its reader; from then on not at all, until a line went
// through again.
static bool is_ready(int fd) {
    static _Atomic bool given_up CT_HOT;
    struct pollfd ready = {.fd = fd, .events = POLLOUT};
    const struct timespec patience = {.tv_sec = atomic_load(&given_up) ? 0 : 1};
    struct timespec left = patience;
    long found;

    do
        found = ct_raw(SYS_ppoll, &ready, 1L, &left, NULL, sizeof(kernel_sigset));
    while (found == -EINTR);
    if (atomic_load(&given_up) != (found == 0))
        atomic_store(&given_up, found == 0);
    return found != 0; // an error shows at the write
}

long ct_quiet_write(const struct ct_target *target, const char *data, size_t len) {
    if (target->mode == S_IFREG) {
        if (atomic_load_explicit(&size_is_limited, memory_order_relaxed))
            return guarded_write(target, data, len, SIGXFSZ);
        return plain_write(target, data, len);
    }
    if (ct_kernel_may(CT_USE_SIGNALS) && !is_ready(target->fd))
        return -EAGAIN;
    if (target->mode == S_IFSOCK)
        return ct_raw(SYS_sendto, target->fd, data, len, MSG_NOSIGNAL | MSG_DONTWAIT, NULL, 0);
    if (target->mode == S_IFIFO)
        return guarded_write(target, data, len, SIGPIPE);
    if (target->mode ==
        S_IFCHR) // a terminal may stop who writes from the background (termios(3), TOSTOP)
        return guarded_write(target, data, len, SIGTTOU);
    return plain_write(target, data, len);
}
