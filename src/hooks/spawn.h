// SPDX-License-Identifier: MIT
#ifndef CT_HOOKS_SPAWN_H
#define CT_HOOKS_SPAWN_H

#include <spawn.h>
#include <stdbool.h>
#include <sys/types.h>

#include "event/event.h"

typedef int ct_spawn_fn(int *, const char *, const posix_spawn_file_actions_t *,
                        const posix_spawnattr_t *, char *const[], char *const[]);

// The arguments of any of the spawn functions.
struct ct_spawn {
    enum ct_api api;
    bool search;   // along PATH
    bool is_pidfd; // `out` gets a pidfd, not a pid
    int *out;      // may be NULL, except for a pidfd
    const char *file;
    const posix_spawn_file_actions_t *actions;
    const posix_spawnattr_t *attributes;
    char *const *argv;
    char *const *envp;
};

// Calls `real`, which takes the arguments in posix_spawn's order; returns what it returns: 0 or an
// errno value.
int ct_spawn(const struct ct_spawn *spawn, ct_spawn_fn *real, const void *site);

// Looks up what ct_real_prepare() does not find by a plain name.
void ct_spawn_prepare(void);

#endif
