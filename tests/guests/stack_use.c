// SPDX-License-Identifier: MIT
// How much stack calls of argv[1] (fork, pthread_create, posix_spawn, clone, vfork, execv) take:
// runs them on a painted stack of their own and prints the bytes that lost their paint, on stderr.
// Once before, and then 100 times, as some calls do what others need not; with "cold" as argv[2]
// just once, so that what happens only the first time is measured.
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <sys/mman.h>
#include <ucontext.h>

#include "guest.h"

#define SIZE ((size_t)256 * 1024)
#define PAINT 0x5a

extern char **environ;

static char child_stack[65536] __attribute__((aligned(16)));
static const char *api;
static int calls;
static ucontext_t home, away;

static void *nothing(void *arg) {
    return arg;
}

static int leave(void *arg) {
    return 7;
}

static void call_thread(void) {
    pthread_t thread;

    require(pthread_create(&thread, NULL, nothing, NULL) == 0, "pthread_create");
    pthread_join(thread, NULL);
}

static void call_spawn(void) {
    char *args[] = {(char *)"true", NULL};
    pid_t pid;

    require(posix_spawn(&pid, "/bin/true", NULL, NULL, args, environ) == 0, "posix_spawn");
    waitpid(pid, NULL, 0);
}

static void call_exec(void) {
    char *args[] = {(char *)"none", NULL};

    execv("/nonexistent", args);
}

static void call(void) {
    pid_t pid = 0;

    if (same(api, "pthread_create"))
        call_thread();
    else if (same(api, "posix_spawn"))
        call_spawn();
    else if (same(api, "execv"))
        call_exec();
    else if (same(api, "clone"))
        pid = clone(leave, child_stack + sizeof child_stack, SIGCHLD, NULL);
    else if ((pid = same(api, "vfork") ? vfork() : fork()) == 0)
        _exit(7);
    if (pid > 0)
        waitpid(pid, NULL, 0);
}

static void call_often(void) {
    for (int i = 0; i < calls; i++)
        call();
}

static size_t measure(char *stack) {
    size_t clean = 0;

    memset(stack, PAINT, SIZE);
    getcontext(&away);
    away.uc_stack.ss_sp = stack;
    away.uc_stack.ss_size = SIZE;
    away.uc_link = &home;
    makecontext(&away, call_often, 0);
    require(swapcontext(&home, &away) == 0, "swapcontext");
    while (clean < SIZE && stack[clean] == PAINT)
        clean++;
    return SIZE - clean;
}

int main(int argc, char **argv) {
    char *stack = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    api = argc > 1 ? argv[1] : "fork";
    require(stack != MAP_FAILED, "mmap");
    calls = argc < 3 ? 100 : 1;
    if (argc < 3)
        call();
    dprintf(2, "%zu\n", measure(stack));
    puts("measured");
    return 0;
}
