// SPDX-License-Identifier: MIT
// A signal that is delivered in a new thread before its first instruction. The handler forks; the
// child makes a thread of its own there where argv[1] is "creates", comes back, and runs the
// function that its copy of the new thread was made for.
#include <pthread.h>
#include <signal.h>

#include "guest.h"

int pthread_attr_setsigmask_np(pthread_attr_t *, const sigset_t *)
    __attribute__((weak)); // glibc 2.32

static bool creates;
static volatile pid_t child = -1;

static void *other(void *arg) {
    return arg;
}

static void on_signal(int number) {
    pthread_t thread;

    child = fork();
    if (child != 0) {
        reap(child, 7);
        return;
    }
    if (!creates)
        return;
    require(pthread_create(&thread, NULL, other, NULL) == 0, "pthread_create in the child");
    pthread_join(thread, NULL);
}

static void *work(void *arg) {
    if (child == 0)
        _exit(arg == &creates ? 7 : 8);
    return arg;
}

int main(int argc, char **argv) {
    struct sigaction action = {.sa_handler = on_signal};
    pthread_attr_t attr;
    sigset_t none, usr1;
    pthread_t thread;

    if (!pthread_attr_setsigmask_np)
        return GUEST_SKIP;
    creates = argc > 1;
    sigemptyset(&none);
    sigemptyset(&usr1);
    sigaddset(&usr1, SIGUSR1);
    sigaction(SIGUSR1, &action, NULL);
    sigprocmask(SIG_BLOCK, &usr1, NULL);
    kill(getpid(), SIGUSR1);
    pthread_attr_init(&attr);
    pthread_attr_setsigmask_np(&attr, &none);
    require(pthread_create(&thread, &attr, work, &creates) == 0, "pthread_create");
    pthread_join(thread, NULL);
    puts("done");
    return 0;
}
