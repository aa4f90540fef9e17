// SPDX-License-Identifier: MIT
// A fork whose child writes to argv[1] pages that it shares with its parent, then execs. With
// "busy" as argv[2] it creates some tasks of its own before that.
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
        if (argc > 2)
            create_some();
        execl("/bin/true", "true", (char *)NULL);
        _exit(1);
    }
    reap(pid, 0);
    return 0;
}
