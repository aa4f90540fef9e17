// SPDX-License-Identifier: MIT
// 300 detached threads that are gone before their creator can look at them.
#include <pthread.h>
#include <stdatomic.h>

#include "guest.h"

static atomic_int ran;

static void *work(void *arg) {
    atomic_fetch_add(&ran, 1);
    return NULL;
}

int main(void) {
    pthread_attr_t attr;
    pthread_t thread;

    pthread_attr_init(&attr);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    for (int i = 0; i < 300; i++)
        require(pthread_create(&thread, &attr, work, NULL) == 0, "pthread_create");
    while (atomic_load(&ran) < 300)
        sched_yield();
    puts("300 ran");
    return 0;
}
