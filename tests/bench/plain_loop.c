// SPDX-License-Identifier: MIT
// plain-loop METHOD exit|PROGRAM MIB small|thp SECONDS: what anyone would write to time a fork. It
// shares nothing with `clonetrace bench`, so that each can be held against the other. Prints the
// number of times round the loop and the medians, in nanoseconds: until the call returned, and
// until the child was reaped.
#include <err.h>
#include <pthread.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MOST 100000

static const char *method, *program;
static double calls[MOST], wholes[MOST];

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static void dirty(size_t bytes, int huge) {
    if (bytes == 0)
        return;
    char *memory = aligned_alloc((size_t)2 << 20, bytes);
    if (!memory)
        err(1, "memory");
    madvise(memory, bytes, huge ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);
    memset(memory, 1, bytes);
}

static void child(void) {
    char *argv[] = {(char *)program, NULL};
    if (program)
        execv(program, argv);
    _exit(program ? 127 : 0);
}

static pid_t by_fork(void) {
    pid_t pid = fork();
    if (pid == 0)
        child();
    return pid;
}

static __attribute__((noinline)) pid_t by_vfork(void) {
    pid_t pid = vfork();
    if (pid == 0)
        child();
    return pid;
}

static pid_t by_spawn(void) {
    char *argv[] = {(char *)program, NULL};
    pid_t pid;
    return posix_spawn(&pid, program, NULL, NULL, argv, environ) ? -1 : pid;
}

static void *thread(void *unused) {
    return unused;
}

static void once(double *call, double *whole) {
    pthread_t id;
    pid_t pid = 0;
    int status = 0;
    double start = now(), returned;
    if (!strcmp(method, "pthread_create")) {
        if (pthread_create(&id, NULL, thread, NULL))
            errx(1, "pthread_create failed");
        returned = now();
        pthread_join(id, NULL);
    } else {
        pid = !strcmp(method, "fork")    ? by_fork()
              : !strcmp(method, "vfork") ? by_vfork()
                                         : by_spawn();
        returned = now();
        if (pid < 0 || waitpid(pid, &status, 0) != pid || status != 0)
            errx(1, "%s: the child did not end well", method);
    }
    *whole = now() - start;
    *call = returned - start;
}

static int compare(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *values, size_t count) {
    qsort(values, count, sizeof(*values), compare);
    return values[count / 2];
}

int main(int argc, char **argv) {
    if (argc != 6)
        errx(2, "usage: plain-loop METHOD exit|PROGRAM MIB small|thp SECONDS");
    method = argv[1];
    program = strcmp(argv[2], "exit") ? argv[2] : NULL;
    dirty(strtoul(argv[3], NULL, 10) << 20, !strcmp(argv[4], "thp"));
    double end = now() + strtod(argv[5], NULL) * 1e9;
    size_t count = 0;
    for (int i = 0; i < 3; i++)
        once(&calls[0], &wholes[0]);
    while (count < MOST && (count < 5 || now() < end)) {
        once(&calls[count], &wholes[count]);
        count++;
    }
    printf("%zu %.0f %.0f\n", count, median(calls, count), median(wholes, count));
    return 0;
}
