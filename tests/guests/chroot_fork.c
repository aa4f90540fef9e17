// SPDX-License-Identifier: MIT
// Forks, changes its root to argv[1], where neither the log nor /proc nor the shim can be found by
// name, and forks on.
#include "guest.h"

static void one(void) {
    pid_t pid = fork();

    if (pid == 0)
        _exit(7);
    reap(pid, 7);
}

int main(int argc, char **argv) {
    one();
    if (chroot(argc > 1 ? argv[1] : "/") != 0)
        return GUEST_SKIP;
    require(chdir("/") == 0, "chdir");
    for (int i = 0; i < 3; i++)
        one();
    puts("done");
    return 0;
}
