// SPDX-License-Identifier: MIT
// vfork in four threads at once, while a timer interrupts everything: each call must come back to
// its own frame.
#include <pthread.h>
#include <signal.h>
#include <sys/time.h>

#include "guest.h"

#define ROUNDS 100

static void on_tick(int signal_number) {
}

static void *work(void *arg) {
    volatile long mine = (long)arg;

    for (int i = 0; i < ROUNDS; i++) {
        pid_t pid = vfork();

        if (pid == 0)
            _exit((int)mine);
        reap(pid, (int)mine);
        require(mine == (long)arg, "a local changed");
    }
    return NULL;
}

int main(void) {
    struct itimerval tick = {{0, 2000}, {0, 2000}};
    struct sigaction action = {.sa_handler = on_tick, .sa_flags = SA_RESTART};
    pthread_t threads[4];

    sigaction(SIGALRM, &action, NULL);
    for (long i = 0; i < 4; i++)
        require(pthread_create(&threads[i], NULL, work, (void *)(i + 1)) == 0, "pthread_create");
    setitimer(ITIMER_REAL, &tick, NULL);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    puts("400 came back");
    return 0;
}
