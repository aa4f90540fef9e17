// SPDX-License-Identifier: MIT
// A creation three calls deep, by the function that argv[1] names: the stack in its event must lead
// through the hook back to main.
#include <signal.h>
#include <sys/syscall.h>

#include "guest.h"

#define CALL __attribute__((noinline, noclone, visibility("default")))

pid_t inner(const char *way);
pid_t outer(const char *way);

CALL pid_t inner(const char *way) {
    pid_t pid = same(way, "vfork")     ? vfork()
                : same(way, "syscall") ? (pid_t)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0)
                                       : fork();

    if (pid == 0)
        _exit(7);
    return pid;
}

CALL pid_t outer(const char *way) {
    pid_t pid = inner(way);

    reap(pid, 7);
    return pid;
}

int main(int argc, char **argv) {
    require(outer(argc > 1 ? argv[1] : "fork") > 0, "no child");
    puts("child 7");
    return 0;
}
