// SPDX-License-Identifier: MIT
// Prints, on stderr, how many minor faults a fork costs the process that forks: one for each page
// that it stores to afterwards, since the child shares them all. With a program: how many its child
// has that executes it, those of the program included.
#include <sys/resource.h>

#include "guest.h"

enum { WARM = 20, FORKS = 200 };

static long faults(int who) {
    struct rusage usage;

    require(getrusage(who, &usage) == 0, "getrusage");
    return usage.ru_minflt;
}

static void fork_often(int times, const char *program) {
    char *const args[] = {(char *)program, NULL};

    for (int i = 0; i < times; i++) {
        pid_t pid = fork();
        if (pid == 0) {
            if (program)
                execve(program, args, environ);
            _exit(7);
        }
        reap(pid, program ? 0 : 7);
    }
}

int main(int argc, char **argv) {
    const char *program = argc > 1 ? argv[1] : NULL;
    const int who = program ? RUSAGE_CHILDREN : RUSAGE_SELF;
    long before;

    fork_often(WARM, program);
    before = faults(who);
    fork_often(FORKS, program);
    dprintf(2, "%ld\n", (faults(who) - before + FORKS / 2) / FORKS);
    puts("measured");
    return 0;
}
