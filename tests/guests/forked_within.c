// SPDX-License-Identifier: MIT
// A process that is forked within a call that creates, and goes on with its copy of the call.
// argv[1] says where: "before" the kernel made fork's child, "after" it, or in a "thread": in a
// signal handler on the way from pthread_create to a thread's first instruction.
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/syscall.h>
#include <sys/time.h>

#include "guest.h"

static pid_t copy = -1; // 0 in it

static void split(void) {
    if (copy == -1)
        copy = (pid_t)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
}

static void fork_within(bool before) {
    pid_t pid;

    pthread_atfork(before ? split : NULL, before ? NULL : split, NULL);
    pid = fork();
    if (pid == 0)
        _exit(4);
    if (copy != 0 || before)
        reap(pid, 4);
    if (copy == 0)
        _exit(5);
    reap(copy, 5);
}

static pid_t first;
static atomic_int creating, made;

static void on_tick(int signal_number) {
    int saved = errno;

    if (getpid() == first && atomic_load(&creating) && fork() > 0)
        atomic_fetch_add(&made, 1);
    errno = saved;
}

static void *nothing(void *arg) {
    return arg;
}

static void reap_all(void) {
    int status;

    while (wait(&status) > 0)
        if (WIFSIGNALED(status)) {
            dprintf(2, "guest: a child ended by signal %d\n", WTERMSIG(status));
            _exit(GUEST_FAIL);
        }
}

static void thread_within(void) {
    struct itimerval tick = {{0, 300}, {0, 300}};
    struct sigaction action = {.sa_handler = on_tick, .sa_flags = SA_RESTART};
    pthread_t thread;

    first = getpid();
    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &tick, NULL);
    while (atomic_load(&made) < 100) {
        atomic_store(&creating, 1);
        require(pthread_create(&thread, NULL, nothing, NULL) == 0, "pthread_create");
        atomic_store(&creating, 0);
        if (getpid() != first)
            _exit(0);
        pthread_join(thread, NULL);
    }
    signal(SIGALRM, SIG_IGN);
    reap_all();
}

int main(int argc, char **argv) {
    require(argc == 2, "arguments");
    if (same(argv[1], "thread"))
        thread_within();
    else
        fork_within(same(argv[1], "before"));
    puts("done");
    return 0;
}
