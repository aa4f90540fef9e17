// SPDX-License-Identifier: MIT
// Removes the file argv[1], between two vforks, and makes five more. Each child executes argv[2].
#include "guest.h"

static void execute(char *path) {
    char *args[] = {path, NULL};
    pid_t pid = vfork();

    if (pid == 0) {
        execv(path, args);
        _exit(7);
    }
    reap(pid, 0);
}

int main(int argc, char **argv) {
    require(argc == 3, "arguments");
    execute(argv[2]);
    unlink(argv[1]);
    for (int i = 0; i < 5; i++)
        execute(argv[2]);
    puts("done");
    return 0;
}
