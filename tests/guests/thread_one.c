// SPDX-License-Identifier: MIT
// One way to use pthread_create a time: join, detached, refused (attributes that cannot be met),
// and quit (the process ends at once).
#include <pthread.h>
#include <semaphore.h>

#include "guest.h"

static sem_t done;

static void *work(void *arg) {
    sem_post(&done);
    return arg;
}

static void joined(void) {
    pthread_t thread;
    void *result = NULL;
    int token = 0;

    require(pthread_create(&thread, NULL, work, &token) == 0, "pthread_create");
    require(pthread_join(thread, &result) == 0, "pthread_join");
    require(result == &token, "the thread's result");
}

static void detached(void) {
    pthread_attr_t attr;
    pthread_t thread;

    pthread_attr_init(&attr);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    require(pthread_create(&thread, &attr, work, NULL) == 0, "pthread_create");
    while (sem_wait(&done) != 0)
        continue;
}

static void refused(void) {
    pthread_attr_t attr;
    pthread_t thread;

    pthread_attr_init(&attr);
    require(pthread_attr_setstacksize(&attr, (size_t)1 << 47) == 0, "pthread_attr_setstacksize");
    errno = 0;
    require(pthread_create(&thread, &attr, work, NULL) == EAGAIN, "a stack of 128 TiB");
}

static void quit(void) {
    pthread_t thread;

    require(pthread_create(&thread, NULL, work, NULL) == 0, "pthread_create");
    _exit(5);
}

int main(int argc, char **argv) {
    const char *way = argc > 1 ? argv[1] : "join";

    sem_init(&done, 0, 0);
    if (same(way, "join"))
        joined();
    else if (same(way, "detached"))
        detached();
    else if (same(way, "refused"))
        refused();
    else
        quit();
    puts("done");
    return 0;
}
