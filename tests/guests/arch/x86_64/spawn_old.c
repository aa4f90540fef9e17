// SPDX-License-Identifier: MIT
// A script without `#!`: posix_spawn@GLIBC_2.2.5 hands it to sh, as binaries of that age expect,
// and posix_spawn@@GLIBC_2.15 refuses it. argv[2] is the script, argv[1] "old", "oldp", "new" or
// "newp".
#include <spawn.h>

#include "guest.h"

extern char **environ;

int old_spawn(pid_t *, const char *, const posix_spawn_file_actions_t *, const posix_spawnattr_t *,
              char *const[], char *const[]);
int old_spawnp(pid_t *, const char *, const posix_spawn_file_actions_t *, const posix_spawnattr_t *,
               char *const[], char *const[]);
__asm__(".symver old_spawn, posix_spawn@GLIBC_2.2.5");
__asm__(".symver old_spawnp, posix_spawnp@GLIBC_2.2.5");

int main(int argc, char **argv) {
    int (*spawn)(pid_t *, const char *, const posix_spawn_file_actions_t *,
                 const posix_spawnattr_t *, char *const[], char *const[]) = posix_spawn;
    pid_t pid = 0;
    int error;

    if (argc < 3)
        return GUEST_FAIL;
    if (same(argv[1], "old"))
        spawn = old_spawn;
    else if (same(argv[1], "oldp"))
        spawn = old_spawnp;
    else if (same(argv[1], "newp"))
        spawn = posix_spawnp;
    error = spawn(&pid, argv[2], NULL, NULL, argv + 2, environ);
    if (error != 0) {
        printf("refused: %s\n", strerror(error));
        return 0;
    }
    reap(pid, 5);
    puts("script 5");
    return 0;
}
