// SPDX-License-Identifier: MIT
// Four threads that each fork and vfork, and whose forked child starts a thread that forks again.
#include <pthread.h>

#include "guest.h"

static void *fork_again(void *arg) {
    pid_t pid = fork();

    if (pid == 0)
        _exit(3);
    reap(pid, 3);
    return NULL;
}

static void child(void) {
    pthread_t thread;

    require(pthread_create(&thread, NULL, fork_again, NULL) == 0, "pthread_create in a child");
    pthread_join(thread, NULL);
    _exit(4);
}

static void *work(void *arg) {
    pid_t pid = fork();

    if (pid == 0)
        child();
    reap(pid, 4);
    pid = vfork();
    if (pid == 0)
        _exit(5);
    reap(pid, 5);
    return NULL;
}

int main(void) {
    pthread_t threads[4];

    for (int i = 0; i < 4; i++)
        require(pthread_create(&threads[i], NULL, work, NULL) == 0, "pthread_create");
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    puts("threads done");
    return 0;
}
