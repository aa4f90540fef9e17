// SPDX-License-Identifier: MIT
// Four threads start threads that create, without pause, while the main thread forks argv[1] times,
// and a fresh thread of each child forks once more: whatever a creation call holds at the moment of
// somebody else's fork must not be held for ever in the child.
#include <pthread.h>
#include <stdatomic.h>

#include "guest.h"

static atomic_bool done;

static void in_thread(void *(*start)(void *)) {
    pthread_t thread;

    require(pthread_create(&thread, NULL, start, NULL) == 0, "pthread_create");
    pthread_join(thread, NULL);
}

static void *nothing(void *arg) {
    return arg;
}

static void *create_one(void *arg) {
    in_thread(nothing);
    return NULL;
}

static void *create_always(void *arg) {
    while (!atomic_load(&done))
        in_thread(create_one);
    return NULL;
}

static void *fork_one(void *arg) {
    pid_t pid = fork();

    if (pid == 0)
        _exit(3);
    reap(pid, 3);
    return NULL;
}

static void fork_and_go_on(void) {
    pid_t pid = fork();

    if (pid == 0) {
        in_thread(fork_one);
        _exit(4);
    }
    reap(pid, 4);
}

int main(int argc, char **argv) {
    int rounds = argc > 1 ? atoi(argv[1]) : 10;
    pthread_t threads[4];

    for (int i = 0; i < 4; i++)
        require(pthread_create(&threads[i], NULL, create_always, NULL) == 0, "pthread_create");
    for (int i = 0; i < rounds; i++)
        fork_and_go_on();
    atomic_store(&done, true);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    puts("done");
    return 0;
}
