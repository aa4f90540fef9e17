// SPDX-License-Identifier: MIT
// A posix_spawn, a posix_spawnp of true, and two forks: says of each whether it was refused.
#include <spawn.h>

#include "guest.h"

extern char **environ;

static const char *answer(bool made) {
    return made ? "made" : "refused";
}

static bool make(void) {
    pid_t pid = fork();

    if (pid == 0)
        _exit(7);
    if (pid > 0)
        reap(pid, 7);
    return pid > 0;
}

int main(void) {
    char *args[] = {(char *)"true", NULL};
    pid_t pid;
    bool first = posix_spawn(&pid, "/bin/true", NULL, NULL, args, environ) == 0;
    bool second = posix_spawnp(&pid, "true", NULL, NULL, args, environ) == 0;
    bool third = make(), fourth = make();

    printf("%s %s %s %s\n", answer(first), answer(second), answer(third), answer(fourth));
    return 0;
}
