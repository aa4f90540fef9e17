// SPDX-License-Identifier: MIT
// Counts what is forbidden between a creation call and its return: allocations and getenv, by an
// allocator and a getenv of its own, which whatever is preloaded must end up in. Prints the counts,
// for a comparison with the native run.
#include <gnu/libc-version.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdatomic.h>
#include <stdint.h>

#include "guest.h"

#define ARENA ((size_t)8 << 20)

extern char **environ;

static char arena[ARENA] __attribute__((aligned(64)));
static atomic_size_t used;
static atomic_int allocations, lookups;
static char stack[65536] __attribute__((aligned(16)));

void *malloc(size_t size) {
    size_t at = atomic_fetch_add(&used, (size + 64 + 15) & ~(size_t)15);

    atomic_fetch_add(&allocations, 1);
    if (at + size + 64 > ARENA)
        return NULL;
    *(size_t *)(void *)(arena + at) = size;
    return arena + at + 64;
}

void free(void *memory) {
    atomic_fetch_add(&allocations, 1);
}

void *calloc(size_t count, size_t size) {
    return malloc(count * size); // the arena starts as zeros and nothing is used twice
}

void *realloc(void *memory, size_t size) {
    char *fresh = malloc(size);

    if (memory && fresh) {
        size_t old = *(size_t *)(void *)((char *)memory - 64);
        memcpy(fresh, memory, old < size ? old : size);
    }
    return fresh;
}

char *getenv(const char *name) {
    size_t length = strlen(name);

    atomic_fetch_add(&lookups, 1);
    for (char **at = environ; at && *at; at++)
        if (strncmp(*at, name, length) == 0 && (*at)[length] == '=')
            return *at + length + 1;
    return NULL;
}

static void report(const char *api) {
    char line[128];
    int length = snprintf(line, sizeof line, "%s: %d allocations, %d lookups\n", api,
                          atomic_load(&allocations), atomic_load(&lookups));

    require(write(1, line, (size_t)length) == length, "write");
    atomic_store(&allocations, 0);
    atomic_store(&lookups, 0);
}

static int leave(void *arg) {
    return 7;
}

static void *nothing(void *arg) {
    return arg;
}

static void create_processes(void) {
    pid_t pid = fork();

    if (pid == 0)
        _exit(7);
    reap(pid, 7);
    report("fork");
    pid = vfork();
    if (pid == 0) {
        execl("/nonexistent", "none", (char *)NULL);
        execl("/bin/true", "true", (char *)NULL);
        _exit(1);
    }
    reap(pid, 0);
    report("vfork and exec");
    reap(clone(leave, stack + sizeof stack, CLONE_VM | SIGCHLD, NULL), 7);
    report("clone");
}

static void create_rest(void) {
    char *args[] = {(char *)"true", NULL};
    pthread_t thread;
    pid_t pid;

    require(posix_spawn(&pid, "/bin/true", NULL, NULL, args, environ) == 0, "posix_spawn");
    reap(pid, 0);
    report("posix_spawn");
    require(pthread_create(&thread, NULL, nothing, NULL) == 0, "pthread_create");
    pthread_join(thread, NULL);
    report("pthread_create");
    require(system("exit 3") == 3 << 8, "system");
    report("system");
}

int main(void) {
    if (strcmp(gnu_get_libc_version(), "2.34") <
        0) { // there a lookup allocates, so it is done first
        atomic_store(&allocations, 0);
        atomic_store(&lookups, 0);
    }
    report("start");
    create_processes();
    create_rest();
    return 0;
}
