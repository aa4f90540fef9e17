// SPDX-License-Identifier: MIT
// Becomes argv[1] with the arguments that follow, in a large environment that names no shim, after
// it tried to start true by posix_spawn, fexecve and execveat in the same environment.
#include <fcntl.h>
#include <spawn.h>
#include <sys/syscall.h>

#include "guest.h"

#define VARIABLES 600 // more than fits the stack of a hook

int main(int argc, char **argv) {
    static char text[VARIABLES][16];
    char *env[VARIABLES + 1] = {NULL}, *args[] = {(char *)"true", NULL};
    int fd = open("/bin/true", O_RDONLY | O_CLOEXEC);
    pid_t pid;

    if (argc < 2)
        return GUEST_FAIL;
    for (int i = 0; i < VARIABLES; i++) {
        snprintf(text[i], sizeof text[i], "VARIABLE_%d=x", i);
        env[i] = text[i];
    }
    if (posix_spawn(&pid, "/bin/true", NULL, NULL, args, env) == 0)
        reap(pid, 0);
    fexecve(fd, args, env);
    syscall(SYS_execveat, AT_FDCWD, "/bin/true", args, env, 0);
    execve(argv[1], argv + 1, env);
    return GUEST_FAIL;
}
