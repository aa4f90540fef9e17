// SPDX-License-Identifier: MIT
#ifndef CT_HOOKS_REAL_H
#define CT_HOOKS_REAL_H

// The next definition of what we export: libc's, or another preload's that comes after us.

enum ct_real_id {
#define CT_REAL(name) CT_REAL_##name,
#include "hooks/real.def"
#undef CT_REAL
    CT_REAL_COUNT
};

// NULL where nothing behind us defines it: an older libc, or a process without libpthread before
// glibc 2.34.
void *ct_real_find(enum ct_real_id id);

// The same without a lookup: NULL until somebody else looked it up.
void *ct_real_known(enum ct_real_id id);

// `type` is the function's own type: REAL(fork, pid_t (*)(void))().
#define REAL(name, type) ((type)ct_real_find(CT_REAL_##name))

// Looks everything up, once: before each call that makes a child or a thread.
void ct_real_prepare(void);

// posix_spawn and posix_spawnp as programs linked before glibc 2.15 know them, see hooks/spawn.c.
void *ct_real_find_version(const char *name, const char *version);

#endif
