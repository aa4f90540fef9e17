// SPDX-License-Identifier: MIT
// argv[1] forks, one after the other; argv[2], where given, is a file to remove after the first
// half. With "forever" instead of a number it goes on until it is killed.
#include "guest.h"

int main(int argc, char **argv) {
    bool forever = argc > 1 && same(argv[1], "forever");
    int rounds = argc > 1 ? atoi(argv[1]) : 10;

    for (int i = 0; forever || i < rounds; i++) {
        pid_t pid;

        if (i == rounds / 2 && argc > 2)
            unlink(argv[2]);
        pid = fork();
        if (pid == 0)
            _exit(7);
        reap(pid, 7);
    }
    puts("all came back");
    return 3;
}
