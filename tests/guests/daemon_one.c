// SPDX-License-Identifier: MIT
// daemon(): the parent ends inside libc, the child goes on as a session leader and forks once more.
// With "detached" it lets go of its directory and descriptors, otherwise it can say that it is
// done.
#include "guest.h"

int main(int argc, char **argv) {
    bool keep = argc < 2 || !same(argv[1], "detached");
    pid_t pid;

    require(daemon(keep, keep) == 0, "daemon");
    require(getsid(0) == getpid(), "no session of its own");
    pid = fork();
    if (pid == 0)
        _exit(7);
    reap(pid, 7);
    puts("daemon done");
    return 0;
}
