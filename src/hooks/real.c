// SPDX-License-Identifier: MIT
// The only file that looks up what hooks call. dlsym(3) takes the loader's lock, which a forked
// child may find held for ever, and which a thread waits for while another one is in dlopen(3) and
// waits for it: so everything is looked up before there is a child or a second thread.
#include "hooks/real.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "hooks/spawn.h"
#include "base/placed.h"
#include "event/modules.h"
#include "shim.h"
#include "base/poison.h"

static const char *const names[CT_REAL_COUNT] = {
#define CT_REAL(name) #name,
#include "hooks/real.def"
#undef CT_REAL
};
static void *_Atomic found[CT_REAL_COUNT] CT_HOT;
static _Atomic bool prepared CT_HOT;

void *ct_real_find(enum ct_real_id id) {
    void *real = atomic_load_explicit(&found[id], memory_order_acquire);
    int saved = errno;

    if (!real) {
        real = dlsym(RTLD_NEXT, names[id]);
        atomic_store_explicit(&found[id], real, memory_order_release);
        errno = saved;
    }
    return real;
}

void *ct_real_known(enum ct_real_id id) {
    return atomic_load_explicit(&found[id], memory_order_acquire);
}

// A lookup that fails allocates. Before 2.34 forkpty is in a library of its own.
static bool may_be_absent(enum ct_real_id id) {
    switch (id) {
    case CT_REAL_pidfd_spawn:
    case CT_REAL_pidfd_spawnp:
        return true; // only a program linked on a libc that has them calls them
    case CT_REAL__Fork:
    case CT_REAL_execveat:
    case CT_REAL_forkpty:
        return ct_shim.libc.minor < 34;
    default:
        return false;
    }
}

void ct_real_prepare(void) {
    if (atomic_load_explicit(&prepared, memory_order_relaxed))
        return;
    for (unsigned id = 0; id < CT_REAL_COUNT; id++)
        if (!may_be_absent((enum ct_real_id)id))
            ct_real_find((enum ct_real_id)id);
    ct_spawn_prepare();
    ct_modules_init();
    atomic_store(&prepared, true);
}

// musl has no versions, and no dlvsym.
#pragma weak dlvsym

void *ct_real_find_version(const char *name, const char *version) {
    int saved = errno;
    void *real = dlvsym ? dlvsym(RTLD_NEXT, name, version) : dlsym(RTLD_NEXT, name);

    errno = saved;
    return real;
}
