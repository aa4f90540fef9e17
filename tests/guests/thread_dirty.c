// SPDX-License-Identifier: MIT
// Threads that leave their stack full of 0x41.
#include <pthread.h>

#include "guest.h"

static void dirty(int depth) {
    volatile char page[1024];

    for (size_t i = 0; i < sizeof page; i++)
        page[i] = 0x41;
    if (depth)
        dirty(depth - 1);
    page[0] = page[1];
}

static void *work(void *arg) {
    dirty(40);
    return arg;
}

int main(void) {
    for (int i = 0; i < 5; i++) {
        pthread_t thread;

        require(pthread_create(&thread, NULL, work, NULL) == 0, "pthread_create");
        pthread_join(thread, NULL);
    }
    return 0;
}
