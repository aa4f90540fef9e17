// SPDX-License-Identifier: MIT
// Runs with no free descriptor: fills the table up to a limit of 16, then creates, then gives one
// back.
#include <fcntl.h>
#include <pthread.h>
#include <sys/resource.h>

#include "guest.h"

static void *nothing(void *arg) {
    return arg;
}

static void create(void) {
    pthread_t thread;
    pid_t pid = fork();

    if (pid == 0)
        _exit(7);
    reap(pid, 7);
    require(pthread_create(&thread, NULL, nothing, NULL) == 0, "pthread_create");
    pthread_join(thread, NULL);
}

int main(void) {
    struct rlimit few = {16, 16};
    int fd, last = -1;

    require(setrlimit(RLIMIT_NOFILE, &few) == 0, "RLIMIT_NOFILE");
    create();
    while ((fd = open("/dev/null", O_RDONLY)) >= 0)
        last = fd;
    require(errno == EMFILE && last >= 0, "the table is not full");
    create();
    close(last);
    create();
    puts("done");
    return 0;
}
