// SPDX-License-Identifier: MIT
// posix_spawn and posix_spawnp on a CPU whose first glibc was 2.15 or newer: one version each.
#include "hooks/export.h"
#include "hooks/real.h"
#include "hooks/spawn.h"
#include "base/poison.h"

CT_EXPORT int posix_spawn(pid_t *out, const char *file, const posix_spawn_file_actions_t *actions,
                          const posix_spawnattr_t *attributes, char *const argv[],
                          char *const envp[]) {
    const struct ct_spawn spawn = {CT_API_POSIX_SPAWN, false, false, out, file, actions,
                                   attributes,         argv,  envp};

    return ct_spawn(&spawn, REAL(posix_spawn, ct_spawn_fn *), CT_SITE);
}

CT_EXPORT int posix_spawnp(pid_t *out, const char *file, const posix_spawn_file_actions_t *actions,
                           const posix_spawnattr_t *attributes, char *const argv[],
                           char *const envp[]) {
    const struct ct_spawn spawn = {CT_API_POSIX_SPAWNP, true, false, out, file, actions,
                                   attributes,          argv, envp};

    return ct_spawn(&spawn, REAL(posix_spawnp, ct_spawn_fn *), CT_SITE);
}

void ct_spawn_prepare(void) {
}
