// SPDX-License-Identifier: MIT
// posix_spawn or posix_spawnp (argv[1]) of the program and arguments that follow, with file actions
// and attributes in use. Prints the error or the exit status.
#include <signal.h>
#include <spawn.h>

#include "guest.h"

extern char **environ;

int main(int argc, char **argv) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attr;
    sigset_t empty;
    pid_t pid = -1;
    int error, status;

    if (argc < 3)
        return GUEST_FAIL;
    sigemptyset(&empty);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", 0, 0);
    posix_spawnattr_init(&attr);
    posix_spawnattr_setsigmask(&attr, &empty);
    posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK);
    error = (same(argv[1], "posix_spawnp") ? posix_spawnp : posix_spawn)(&pid, argv[2], &actions,
                                                                         &attr, argv + 2, environ);
    if (error != 0) {
        printf("refused: %s\n", strerror(error));
        return 0;
    }
    require(waitpid(pid, &status, 0) == pid, "waitpid");
    printf("status 0x%x\n", (unsigned)status);
    return 0;
}
