// SPDX-License-Identifier: MIT
// Signal masks and dispositions as the program, its children and its threads see them, with some
// set.
#include <pthread.h>
#include <signal.h>

#include "guest.h"

static void on_signal(int signal_number) {
}

static void show(const char *who) {
    sigset_t mask;
    struct sigaction action;

    pthread_sigmask(SIG_SETMASK, NULL, &mask);
    printf("%s:", who);
    for (int i = 1; i < 65; i++) {
        if (sigaction(i, NULL, &action) != 0)
            continue;
        printf(" %d%c%s", i,
               action.sa_handler == SIG_DFL   ? 'd'
               : action.sa_handler == SIG_IGN ? 'i'
                                              : 'h',
               sigismember(&mask, i) == 1 ? "m" : "");
    }
    putchar('\n');
    fflush(stdout);
}

static void *thread_shows(void *arg) {
    show("thread");
    return NULL;
}

int main(void) {
    sigset_t mask;
    pthread_t thread;
    pid_t pid;

    show("start");
    signal(SIGUSR1, on_signal);
    signal(SIGPIPE, SIG_IGN);
    sigemptyset(&mask);
    sigaddset(&mask, SIGUSR2);
    sigaddset(&mask, SIGRTMIN);
    sigprocmask(SIG_BLOCK, &mask, NULL);
    show("set");
    fflush(stdout);
    pid = fork();
    if (pid == 0) {
        show("child");
        _exit(0);
    }
    reap(pid, 0);
    require(pthread_create(&thread, NULL, thread_shows, NULL) == 0, "pthread_create");
    pthread_join(thread, NULL);
    require(system("exec grep ^Sig[BIC] /proc/self/status") == 0, "system");
    show("end");
    return 0;
}
