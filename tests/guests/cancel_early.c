// SPDX-License-Identifier: MIT
// Cancels threads before they can have started, and creates while a cancellation is pending: none
// of the creation calls but system() is a cancellation point.
#include <pthread.h>

#include "guest.h"

static void *work(void *arg) {
    pthread_testcancel();
    for (;;)
        pause();
    return NULL;
}

static void *create_when_cancelled(void *arg) {
    pthread_t thread;
    pid_t pid;

    pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, NULL);
    pthread_cancel(pthread_self());
    pid = fork();
    if (pid == 0)
        _exit(7);
    require(pthread_create(&thread, NULL, work, NULL) == 0, "pthread_create");
    pthread_cancel(thread);
    pthread_detach(thread);
    *(pid_t *)arg = pid;
    pthread_testcancel();
    return NULL;
}

int main(void) {
    pthread_t thread;
    void *result;
    pid_t pid = 0;

    for (int i = 0; i < 50; i++) {
        require(pthread_create(&thread, NULL, work, NULL) == 0, "pthread_create");
        pthread_cancel(thread);
        pthread_join(thread, &result);
        require(result == PTHREAD_CANCELED, "result");
    }
    require(pthread_create(&thread, NULL, create_when_cancelled, &pid) == 0, "pthread_create");
    pthread_join(thread, &result);
    require(result == PTHREAD_CANCELED, "not cancelled where it asked");
    require(pid > 0, "cancelled inside a creation call");
    reap(pid, 7);
    puts("done");
    return 0;
}
