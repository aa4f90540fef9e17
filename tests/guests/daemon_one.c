// SPDX-License-Identifier: MIT
// daemon(): the parent ends inside libc, the child goes on as a session leader and forks once more.
// It keeps its directory and descriptors, so that it can say that it is done.
#include "guest.h"

int main(void) {
    pid_t pid;

    require(daemon(1, 1) == 0, "daemon");
    require(getsid(0) == getpid(), "no session of its own");
    pid = fork();
    if (pid == 0)
        _exit(7);
    reap(pid, 7);
    puts("daemon done");
    return 0;
}
