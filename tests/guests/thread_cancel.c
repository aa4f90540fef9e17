// SPDX-License-Identifier: MIT
// The ways a thread ends before its function does: cancelled (deferred and asynchronous) and
// pthread_exit, with cleanup handlers and thread-specific destructors that must all run.
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>

#include "guest.h"

static atomic_int cleaned, destroyed;
static pthread_key_t key;
static sem_t ready;

static void clean(void *arg) {
    atomic_fetch_add(&cleaned, 1);
}

static void destroy(void *arg) {
    atomic_fetch_add(&destroyed, 1);
}

static void *until_cancelled(void *arg) {
    int type = PTHREAD_CANCEL_DEFERRED;

    require(pthread_setcanceltype(*(int *)arg, &type) == 0, "pthread_setcanceltype");
    require(type == PTHREAD_CANCEL_DEFERRED, "a thread did not start with deferred cancellation");
    pthread_cleanup_push(clean, NULL);
    pthread_setspecific(key, &key);
    sem_post(&ready);
    for (;;)
        if (*(int *)arg == PTHREAD_CANCEL_DEFERRED)
            pause();
    pthread_cleanup_pop(0);
    return NULL;
}

static void *leave(void *arg) {
    pthread_cleanup_push(clean, NULL);
    pthread_setspecific(key, &key);
    pthread_exit(arg);
    pthread_cleanup_pop(0);
    return NULL;
}

static void cancel_one(int type) {
    pthread_t thread;
    void *result = NULL;

    require(pthread_create(&thread, NULL, until_cancelled, &type) == 0, "pthread_create");
    while (sem_wait(&ready) != 0)
        continue;
    pthread_cancel(thread);
    pthread_join(thread, &result);
    require(result == PTHREAD_CANCELED, "a cancelled thread's result");
}

int main(void) {
    pthread_t thread;
    void *result = NULL;

    pthread_key_create(&key, destroy);
    sem_init(&ready, 0, 0);
    for (int i = 0; i < 20; i++) {
        cancel_one(PTHREAD_CANCEL_DEFERRED);
        cancel_one(PTHREAD_CANCEL_ASYNCHRONOUS);
        require(pthread_create(&thread, NULL, leave, &key) == 0, "pthread_create");
        pthread_join(thread, &result);
        require(result == &key, "the result that pthread_exit gave");
    }
    printf("cleaned %d destroyed %d\n", atomic_load(&cleaned), atomic_load(&destroyed));
    return 0;
}
