// SPDX-License-Identifier: MIT
// Threads with the smallest stack there is, which themselves create: argv[1] is thread, fork, vfork
// or spawn.
#include <limits.h>
#include <pthread.h>
#include <spawn.h>

#include "guest.h"

extern char **environ;

static void *nothing(void *arg) {
    return arg;
}

static void *create_thread(void *arg) {
    pthread_attr_t attr;
    pthread_t thread;

    pthread_attr_init(&attr);
    pthread_attr_setstacksize(&attr, PTHREAD_STACK_MIN);
    require(pthread_create(&thread, &attr, nothing, NULL) == 0, "pthread_create");
    pthread_join(thread, NULL);
    return NULL;
}

static void *create_process(void *arg) {
    pid_t pid = same(arg, "vfork") ? vfork() : fork();

    if (pid == 0)
        _exit(7);
    reap(pid, 7);
    return NULL;
}

static void *create_program(void *arg) {
    char *args[] = {(char *)"true", NULL};
    pid_t pid;

    require(posix_spawn(&pid, "/bin/true", NULL, NULL, args, environ) == 0, "posix_spawn");
    reap(pid, 0);
    return NULL;
}

int main(int argc, char **argv) {
    const char *way = argc > 1 ? argv[1] : "thread";
    void *(*start)(void *) = same(way, "thread")  ? create_thread
                             : same(way, "spawn") ? create_program
                                                  : create_process;
    pthread_attr_t attr;
    pthread_t thread;

    pthread_attr_init(&attr);
    require(pthread_attr_setstacksize(&attr, PTHREAD_STACK_MIN) == 0, "PTHREAD_STACK_MIN");
    require(pthread_create(&thread, &attr, start, (void *)way) == 0, "pthread_create");
    require(pthread_join(thread, NULL) == 0, "pthread_join");
    puts("small done");
    return 0;
}
