// SPDX-License-Identifier: MIT
// Prints, on stderr, how many minor faults a fork costs the process that forks: one for each page
// that it stores to afterwards, since the child shares them all.
#include <sys/resource.h>

#include "guest.h"

enum { WARM = 20, FORKS = 200 };

static long faults(void) {
    struct rusage usage;

    require(getrusage(RUSAGE_SELF, &usage) == 0, "getrusage");
    return usage.ru_minflt;
}

static void fork_often(int times) {
    for (int i = 0; i < times; i++) {
        pid_t pid = fork();
        if (pid == 0)
            _exit(7);
        reap(pid, 7);
    }
}

int main(void) {
    long before;

    fork_often(WARM);
    before = faults();
    fork_often(FORKS);
    dprintf(2, "%ld\n", (faults() - before + FORKS / 2) / FORKS);
    puts("measured");
    return 0;
}
