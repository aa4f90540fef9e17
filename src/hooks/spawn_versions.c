// SPDX-License-Identifier: MIT
// posix_spawn and posix_spawnp where glibc has each twice: programs linked before 2.15 get one that
// runs a script without `#!` by sh. Both are exported under their versions (versions.map), and each
// calls the next one of its own version.
#include "hooks/export.h"
#include "hooks/real.h"
#include "hooks/spawn.h"
#include "base/placed.h"
#include "base/poison.h"

#define SPAWN(function, id, searches, name, version)                                               \
    static void *_Atomic function##_next CT_HOT;                                                   \
    CT_EXPORT int function(                                                                        \
        pid_t *out, const char *file, const posix_spawn_file_actions_t *actions,                   \
        const posix_spawnattr_t *attributes, char *const argv[], char *const envp[]);              \
    int function(pid_t *out, const char *file, const posix_spawn_file_actions_t *actions,          \
                 const posix_spawnattr_t *attributes, char *const argv[], char *const envp[]) {    \
        const struct ct_spawn spawn = {id,      searches,   false, out, file,                      \
                                       actions, attributes, argv,  envp};                          \
        if (!function##_next)                                                                      \
            function##_next = ct_real_find_version(name, version);                                 \
        return ct_spawn(&spawn, (ct_spawn_fn *)function##_next, CT_SITE);                          \
    }

SPAWN(ct_posix_spawn, CT_API_POSIX_SPAWN, false, "posix_spawn", "GLIBC_2.15")
SPAWN(ct_posix_spawnp, CT_API_POSIX_SPAWNP, true, "posix_spawnp", "GLIBC_2.15")
SPAWN(ct_posix_spawn_old, CT_API_POSIX_SPAWN, false, "posix_spawn", "GLIBC_2.2.5")
SPAWN(ct_posix_spawnp_old, CT_API_POSIX_SPAWNP, true, "posix_spawnp", "GLIBC_2.2.5")

void ct_spawn_prepare(void) {
    ct_posix_spawn_next = ct_real_find_version("posix_spawn", "GLIBC_2.15");
    ct_posix_spawnp_next = ct_real_find_version("posix_spawnp", "GLIBC_2.15");
    ct_posix_spawn_old_next = ct_real_find_version("posix_spawn", "GLIBC_2.2.5");
    ct_posix_spawnp_old_next = ct_real_find_version("posix_spawnp", "GLIBC_2.2.5");
}

__asm__(".symver ct_posix_spawn, posix_spawn@@@GLIBC_2.15\n"
        ".symver ct_posix_spawnp, posix_spawnp@@@GLIBC_2.15\n"
        ".symver ct_posix_spawn_old, posix_spawn@GLIBC_2.2.5\n"
        ".symver ct_posix_spawnp_old, posix_spawnp@GLIBC_2.2.5\n");
