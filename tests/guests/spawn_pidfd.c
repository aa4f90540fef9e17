// SPDX-License-Identifier: MIT
// pidfd_spawn or pidfd_spawnp (argv[1]), which glibc has from 2.39 on, of true.
#include <dlfcn.h>
#include <poll.h>
#include <spawn.h>

#include "guest.h"

extern char **environ;

typedef int (*spawn_function)(int *, const char *, const posix_spawn_file_actions_t *,
                              const posix_spawnattr_t *, char *const[], char *const[]);

int main(int argc, char **argv) {
    const char *name = argc > 1 ? argv[1] : "pidfd_spawn";
    spawn_function spawn = (spawn_function)dlsym(RTLD_DEFAULT, name);
    char *args[] = {(char *)"true", NULL};
    struct pollfd fd = {.events = POLLIN};
    int error;

    if (!spawn)
        return GUEST_SKIP;
    error =
        spawn(&fd.fd, same(name, "pidfd_spawn") ? "/bin/true" : "true", NULL, NULL, args, environ);
    if (error == ENOSYS)
        return GUEST_SKIP; // a shim exports the name that this libc lacks
    require(error == 0, "pidfd_spawn");
    require(poll(&fd, 1, -1) == 1, "poll");
    puts("done");
    return 0;
}
