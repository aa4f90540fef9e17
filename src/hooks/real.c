// SPDX-License-Identifier: MIT
// The only file that looks functions up by name. dlsym(3) takes the loader's lock: it is called in
// the process that calls a hook for the first time, and for children beforehand.
#include "hooks/real.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/poison.h"

static const char *const names[CT_REAL_COUNT] = {
#define CT_REAL(name) #name,
#include "hooks/real.def"
#undef CT_REAL
};
static void *_Atomic found[CT_REAL_COUNT] __attribute__((section(".data")));
static _Atomic bool prepared __attribute__((section(".data")));

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

void ct_real_prepare_child(void) {
    static const unsigned char wanted[] = {
        CT_REAL_execve,   CT_REAL_execv, CT_REAL_execvp, CT_REAL_execvpe, CT_REAL_fexecve,
        CT_REAL_execveat, CT_REAL__exit, CT_REAL__Exit,  CT_REAL_syscall,
    };

    if (atomic_load_explicit(&prepared, memory_order_relaxed))
        return;
    for (unsigned i = 0; i < sizeof wanted; i++)
        ct_real_find((enum ct_real_id)wanted[i]);
    atomic_store(&prepared, true);
}

void *ct_real_find_version(const char *name, const char *version) {
    int saved = errno;
    void *real = dlvsym(RTLD_NEXT, name, version);

    errno = saved;
    return real;
}
