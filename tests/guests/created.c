// SPDX-License-Identifier: MIT
// How many creations a policy lets pass: of fork in argv[2] threads at once, 50 in each
// ("threads"), before and after a fork ("fork"), and how deep children of children go ("deep"). A
// refusal must say EXDEV.
#include <pthread.h>
#include <stdatomic.h>

#include "guest.h"

#define EACH 50

static atomic_int made;
static pthread_barrier_t start;

static bool create(void) {
    pid_t pid = fork();

    if (pid == 0)
        _exit(7);
    require(pid > 0 || errno == EXDEV, "fork");
    if (pid > 0)
        reap(pid, 7);
    return pid > 0;
}

static int create_many(int count) {
    int passed = 0;

    for (int i = 0; i < count; i++)
        passed += create();
    return passed;
}

static void *work(void *unused) {
    pthread_barrier_wait(&start);
    made += create_many(EACH);
    return NULL;
}

static void in_threads(int count) {
    pthread_t *thread = calloc((size_t)count, sizeof *thread);

    require(thread != NULL, "calloc");
    pthread_barrier_init(&start, NULL, (unsigned)count);
    for (int i = 0; i < count; i++)
        require(pthread_create(&thread[i], NULL, work, NULL) == 0, "pthread_create");
    for (int i = 0; i < count; i++)
        pthread_join(thread[i], NULL);
    printf("made %d of %d\n", (int)made, count * EACH);
}

static void across_fork(void) {
    int before = create_many(5);
    pid_t pid = fork();

    require(pid >= 0, "fork");
    if (pid == 0)
        _exit(create_many(20));
    reap(pid, 10);
    printf("made %d and %d, in the child 10\n", before, create_many(20));
}

static void deep(int depth) {
    pid_t pid = fork();

    if (pid == 0) {
        deep(depth + 1);
        _exit(0);
    }
    require(pid > 0 || errno == EXDEV, "fork");
    if (pid > 0)
        reap(pid, 0);
    else
        dprintf(1, "refused at %d\n", depth);
}

int main(int argc, char **argv) {
    const char *way = argc > 1 ? argv[1] : "threads";

    if (same(way, "threads"))
        in_threads(argc > 2 ? atoi(argv[2]) : 8);
    else if (same(way, "fork"))
        across_fork();
    else
        deep(0);
    return 0;
}
