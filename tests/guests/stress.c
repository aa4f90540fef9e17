// SPDX-License-Identifier: MIT
// argv[1] threads that all create tasks at once: threads, forks, vforks, spawns, clones; for
// argv[2] rounds each, or, with a third argument, for that many seconds. Prints how many of each it
// made, for the log to match.
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <time.h>

#include "guest.h"

extern char **environ;

enum kind { THREAD, FORK, VFORK, SPAWN, CLONE, KINDS };

static const char *const names[] = {"pthread_create", "fork", "vfork", "posix_spawn", "clone"};
static atomic_int made[KINDS];
static int rounds;
static time_t end;

static void *nothing(void *arg) {
    return arg;
}

static int leave(void *arg) {
    return 2;
}

static void make_thread(void) {
    pthread_t thread;

    require(pthread_create(&thread, NULL, nothing, NULL) == 0, "pthread_create");
    pthread_join(thread, NULL);
}

static void make_fork(void) {
    pid_t pid = fork();

    if (pid == 0)
        _exit(1);
    reap(pid, 1);
}

static void make_vfork(void) {
    pid_t pid = vfork();

    if (pid == 0)
        _exit(3);
    reap(pid, 3);
}

static void make_spawn(void) {
    char *args[] = {(char *)"true", NULL};
    pid_t pid;

    // Its result says why; errno would be another call's.
    errno = posix_spawn(&pid, "/bin/true", NULL, NULL, args, environ);
    require(errno == 0, "posix_spawn");
    reap(pid, 0);
}

static void make_clone(void) {
    static _Thread_local char stack[16384] __attribute__((aligned(16)));

    reap(clone(leave, stack + sizeof stack, CLONE_VM | SIGCHLD, NULL), 2);
}

static bool more(int round) {
    return end == 0 ? round < rounds : time(NULL) < end;
}

static void *work(void *arg) {
    static void (*const make[])(void) = {make_thread, make_fork, make_vfork, make_spawn,
                                         make_clone};

    for (int i = 0; more(i); i++) {
        enum kind kind = (enum kind)(((long)arg + i) % KINDS);

        make[kind]();
        atomic_fetch_add(&made[kind], 1);
    }
    return NULL;
}

int main(int argc, char **argv) {
    int threads = argc > 1 ? atoi(argv[1]) : 4;
    pthread_t *thread = calloc((size_t)threads, sizeof *thread);

    rounds = argc > 2 ? atoi(argv[2]) : 5;
    end = argc > 3 ? time(NULL) + atoi(argv[3]) : 0;
    require(thread != NULL, "calloc");
    for (long i = 0; i < threads; i++) {
        require(pthread_create(&thread[i], NULL, work, (void *)i) == 0, "pthread_create");
        atomic_fetch_add(&made[THREAD], 1);
    }
    for (int i = 0; i < threads; i++)
        pthread_join(thread[i], NULL);
    for (int i = 0; i < KINDS; i++)
        printf("%s %d\n", names[i], atomic_load(&made[i]));
    free(thread);
    return waitpid(-1, NULL, __WALL) == -1 && errno == ECHILD ? 0 : GUEST_FAIL;
}
