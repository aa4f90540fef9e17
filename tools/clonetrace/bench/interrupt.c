// SPDX-License-Identifier: MIT
// Ctrl-C and its like: noted while waiting, and nowhere else.
#include "clonetrace/bench/interrupt.h"

#include <errno.h>
#include <poll.h>
#include <stddef.h>
#include <time.h>

static volatile sig_atomic_t came;
static sigset_t while_waiting;

static const int signals[] = {SIGINT, SIGTERM, SIGHUP};

static void note(int signal) {
    came = signal;
}

void ct_bench_interrupt_catch(void) {
    sigset_t block;

    sigemptyset(&block);
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        struct sigaction old, action = {.sa_handler = note, .sa_flags = (int)SA_RESETHAND};

        // What was ignored stays so: nohup, a shell's background jobs.
        if (sigaction(signals[i], NULL, &old) || old.sa_handler == SIG_IGN)
            continue;
        sigaction(signals[i], &action, NULL);
        sigaddset(&block, signals[i]);
    }
    sigprocmask(SIG_BLOCK, &block, &while_waiting);
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        sigdelset(&while_waiting, signals[i]);
}

// Lets a signal in that is pending, so that one between two waits is not missed.
int ct_bench_interrupt_came(void) {
    struct timespec none = {0};

    if (!came)
        ppoll(NULL, 0, &none, &while_waiting);
    return came;
}

int ct_bench_interrupt_wait(int fd, int ms) {
    struct pollfd poll = {.fd = fd, .events = POLLIN};
    struct timespec time = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L};
    int ready;

    if (came)
        return -EINTR;
    ready = ppoll(&poll, 1, &time, &while_waiting);
    if (ready < 0)
        return -errno;
    return ready;
}

void ct_bench_interrupt_release(void) {
    sigprocmask(SIG_SETMASK, &while_waiting, NULL);
}
