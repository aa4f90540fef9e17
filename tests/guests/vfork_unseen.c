// SPDX-License-Identifier: MIT
// Spawns argv[1], and three times makes a child as vfork does, but by an instruction of its own,
// which executes argv[1] by libc.
#include <sched.h>
#include <signal.h>
#include <spawn.h>

#include "guest.h"
#include "raw.h"

static void spawn(char *const *args) {
    pid_t pid;

    require(posix_spawn(&pid, args[0], NULL, NULL, args, environ) == 0, "posix_spawn");
    reap(pid, 0);
}

int main(int argc, char **argv) {
    char *args[] = {argv[argc - 1], NULL};

    require(argc == 2, "arguments");
    spawn(args);
    for (int i = 0; i < 3; i++) {
        pid_t pid = (pid_t)raw_call(SYS_clone, CLONE_VM | CLONE_VFORK | SIGCHLD, 0, 0);
        if (pid == 0) {
            execve(args[0], args, environ);
            raw_exit(7);
        }
        reap(pid, 0);
    }
    spawn(args);
    puts("done");
    return 0;
}
