// SPDX-License-Identifier: MIT
// To be looked at, never run: the library that scan_needs needs.
#include <pthread.h>
#include <stddef.h>

int begin(void);

static void *thread(void *argument) {
    return argument;
}

int begin(void) {
    pthread_t id;

    return pthread_create(&id, NULL, thread, NULL);
}
