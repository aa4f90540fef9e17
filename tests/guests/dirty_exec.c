// SPDX-License-Identifier: MIT
// A fork whose child writes to argv[1] pages that it shares with its parent, then execs. With
// "busy" as argv[2] it creates some tasks of its own before that, with "thread" another thread of
// it execs.
#include <pthread.h>
#include <sys/mman.h>

#include "guest.h"

#define PAGE 4096

static void create_some(void) {
    pid_t pid = vfork();

    if (pid == 0)
        _exit(3);
    reap(pid, 3);
    pid = fork();
    if (pid == 0)
        _exit(4);
    reap(pid, 4);
    require(system("exit 5") == 5 << 8, "system");
}

static void *become(void *unused) {
    execl("/bin/true", "true", (char *)NULL);
    _exit(1);
}

static void in_thread(void) {
    pthread_t thread;

    require(pthread_create(&thread, NULL, become, NULL) == 0, "pthread_create");
    for (;;)
        pause();
}

int main(int argc, char **argv) {
    size_t pages = argc > 1 ? strtoul(argv[1], NULL, 0) : 100;
    volatile char *memory =
        mmap(NULL, pages * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    pid_t pid;

    require(memory != MAP_FAILED, "mmap");
    madvise((void *)memory, pages * PAGE, MADV_NOHUGEPAGE);
    for (size_t i = 0; i < pages; i++)
        memory[i * PAGE] = 1;
    pid = fork();
    if (pid == 0) {
        for (size_t i = 0; i < pages; i++)
            memory[i * PAGE] = 2;
        if (argc > 2 && same(argv[2], "busy"))
            create_some();
        if (argc > 2 && same(argv[2], "thread"))
            in_thread();
        become(NULL);
    }
    reap(pid, 0);
    return 0;
}
