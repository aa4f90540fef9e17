// SPDX-License-Identifier: MIT
// Removes the file argv[1], forks once, and ends: by exit, or, where there is an argv[2], by an
// exec of that.
#include "guest.h"

int main(int argc, char **argv) {
    pid_t pid;

    require(argc > 1, "arguments");
    unlink(argv[1]);
    pid = fork();
    if (pid == 0)
        _exit(7);
    reap(pid, 7);
    if (argc > 2)
        execv(argv[2], argv + 2);
    return argc > 2 ? 1 : 0;
}
