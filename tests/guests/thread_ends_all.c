// SPDX-License-Identifier: MIT
// A thread that ends the program the moment it runs, by argv[1]: exec, exit or _exit. It has the
// one processor whenever it wants it; its creator runs only when nobody else does.
#include <pthread.h>
#include <sched.h>

#include "guest.h"

static void *work(void *way) {
    char *args[] = {(char *)"false", NULL};

    if (same(way, "exec"))
        execv("/bin/false", args);
    if (same(way, "exit"))
        exit(1);
    _exit(same(way, "_exit") ? 1 : GUEST_FAIL);
}

static void give_way(void) {
    const struct sched_param any = {0};
    cpu_set_t one;

    CPU_ZERO(&one);
    CPU_SET(sched_getcpu(), &one);
    require(sched_setaffinity(0, sizeof one, &one) == 0, "sched_setaffinity");
    require(sched_setscheduler(0, SCHED_IDLE, &any) == 0, "SCHED_IDLE");
}

static int create(int policy, char *way) {
    const struct sched_param param = {.sched_priority = sched_get_priority_min(policy)};
    pthread_attr_t attr;
    pthread_t thread;

    pthread_attr_init(&attr);
    pthread_attr_setinheritsched(&attr, PTHREAD_EXPLICIT_SCHED);
    pthread_attr_setschedpolicy(&attr, policy);
    pthread_attr_setschedparam(&attr, &param);
    return pthread_create(&thread, &attr, work, way);
}

int main(int argc, char **argv) {
    give_way();
    if (create(SCHED_FIFO, argv[1]) == EPERM) // not root
        require(create(SCHED_OTHER, argv[1]) == 0, "pthread_create");
    for (;;)
        pause();
}
