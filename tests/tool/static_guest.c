// SPDX-License-Identifier: MIT
// Guest, statically linked: runs its arguments as a child where there are any, and exits with 8.
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv) {
    if (argc > 1) {
        pid_t child = fork();

        if (child == 0) {
            execv(argv[1], argv + 1);
            _exit(99);
        }
        waitpid(child, 0, 0);
    }
    return 8;
}
