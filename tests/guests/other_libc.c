// SPDX-License-Identifier: MIT
// Threads, a fork and a vfork, for any C library: prints what came of each and ends with 4.
#include <pthread.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static void *same(void *arg) {
    return arg;
}

static int ended(pid_t child) {
    int status = -1;

    return waitpid(child, &status, 0) == child ? WEXITSTATUS(status) : -1;
}

int main(void) {
    pthread_t thread;
    void *result = NULL;
    pid_t child;

    if (pthread_create(&thread, NULL, same, &thread) != 0 || pthread_join(thread, &result) != 0)
        return 1;
    printf("thread %d\n", result == &thread);
    fflush(stdout);
    child = fork();
    if (child == 0)
        _exit(2);
    printf("fork %d\n", ended(child));
    child = vfork();
    if (child == 0)
        _exit(3);
    printf("vfork %d\n", ended(child));
    return 4;
}
