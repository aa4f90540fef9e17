// SPDX-License-Identifier: MIT
// Forks of forks: each process of a tree of depth 3 forks twice. 2 + 4 + 8 tasks.
#include "guest.h"

static void grow(int depth) {
    pid_t pid[2];

    if (depth == 0)
        return;
    for (int i = 0; i < 2; i++) {
        pid[i] = fork();
        require(pid[i] >= 0, "fork");
        if (pid[i] == 0) {
            grow(depth - 1);
            _exit(depth);
        }
    }
    for (int i = 0; i < 2; i++)
        reap(pid[i], depth);
}

int main(void) {
    grow(3);
    puts("tree done");
    return 0;
}
