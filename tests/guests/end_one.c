// SPDX-License-Identifier: MIT
// Ends in the way that argv[1] names, with status 6 where the way has one.
#include <pthread.h>

#include "guest.h"

static pthread_t main_thread;

static void *outlive_main(void *arg) {
    pthread_join(main_thread, NULL);
    return NULL;
}

static void *exit_from_thread(void *arg) {
    exit(6);
}

static void in_thread(void *(*function)(void *)) {
    pthread_t thread;

    main_thread = pthread_self();
    require(pthread_create(&thread, NULL, function, NULL) == 0, "pthread_create");
}

int main(int argc, char **argv) {
    const char *way = argc > 1 ? argv[1] : "return";

    if (same(way, "exit"))
        exit(6);
    if (same(way, "_exit"))
        _exit(6);
    if (same(way, "_Exit"))
        _Exit(6);
    if (same(way, "quick_exit"))
        quick_exit(6);
    if (same(way, "abort"))
        abort();
    if (same(way, "pthread_exit"))
        pthread_exit(NULL);
    if (same(way, "last-thread")) {
        in_thread(outlive_main);
        pthread_exit(NULL);
    }
    if (same(way, "exit-in-thread")) {
        in_thread(exit_from_thread);
        pause();
    }
    return 6;
}
