// SPDX-License-Identifier: MIT
// Forks from a signal handler that interrupts a loop which forks too, so that handlers land inside
// hooks.
#include <signal.h>
#include <stdatomic.h>
#include <sys/time.h>

#include "guest.h"

static atomic_int in_handler;

static void one(int status) {
    pid_t pid = fork();

    if (pid == 0)
        _exit(status);
    reap(pid, status);
}

static void on_tick(int signal_number) {
    int saved = errno;

    if (atomic_load(&in_handler) < 50) {
        one(3);
        atomic_fetch_add(&in_handler, 1);
    }
    errno = saved;
}

int main(void) {
    struct itimerval tick = {{0, 1500}, {0, 1500}};
    struct sigaction action = {.sa_handler = on_tick, .sa_flags = SA_RESTART};
    int loops = 0;

    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &tick, NULL);
    for (; atomic_load(&in_handler) < 50; loops++)
        one(4);
    tick.it_value.tv_usec = 0;
    setitimer(ITIMER_REAL, &tick, NULL);
    dprintf(2, "%d\n", loops + atomic_load(&in_handler)); // how many the log must hold
    puts("done");
    return 0;
}
