// SPDX-License-Identifier: MIT
// syscall(SYS_execve) or syscall(SYS_execveat), argv[1], of argv[2].
#include <fcntl.h>
#include <sys/syscall.h>

#include "guest.h"

extern char **environ;

int main(int argc, char **argv) {
    if (argc < 3)
        return GUEST_FAIL;
    if (same(argv[1], "execve"))
        syscall(SYS_execve, argv[2], argv + 2, environ);
    else
        syscall(SYS_execveat, AT_FDCWD, argv[2], argv + 2, environ, 0);
    printf("refused: %s\n", strerror(errno));
    return 0;
}
