// SPDX-License-Identifier: MIT
// A library whose constructor creates a thread and a process. It is linked into early.c, so that
// the loader runs it before the constructors of preloaded libraries that do not depend on it.
#include <pthread.h>

#include "guest.h"
#include "early_library.h"

static int created;

static void *work(void *arg) {
    created++;
    return NULL;
}

__attribute__((constructor)) static void start(void) {
    pthread_t thread;
    pid_t pid;

    require(pthread_create(&thread, NULL, work, NULL) == 0, "pthread_create in a constructor");
    pthread_join(thread, NULL);
    pid = fork();
    if (pid == 0)
        _exit(7);
    reap(pid, 7);
    created++;
}

int early_created(void) {
    return created;
}
