// SPDX-License-Identifier: MIT
// What the spawn functions have in common. libc creates the task, runs the file actions and the
// exec by itself; all that shows is the call and its result, so a spawn whose exec failed counts as
// failed, although a task existed for a moment.
#include "hooks/spawn.h"

#include <errno.h>
#include <stddef.h>
#include <time.h>

#include "base/raw.h"
#include "event/libc.h"
#include "gate.h"
#include "hooks/env.h"
#include "hooks/exec.h"
#include "hooks/export.h"
#include "hooks/pidfd.h"
#include "hooks/program.h"
#include "hooks/real.h"
#include "judge.h"
#include "shim.h"
#include "base/poison.h"

enum { SETCGROUP = 0x100 }; // POSIX_SPAWN_SETCGROUP of glibc 2.39's <spawn.h>

static unsigned spawn_kind(const posix_spawnattr_t *attributes) {
    short flags = 0;

    if (attributes)
        posix_spawnattr_getflags(attributes, &flags);
    return flags & SETCGROUP ? CT_LIBC_SPAWN_CGROUP : 0;
}

// A spawn is an exec as well; libc makes that in the child, out of sight.
static bool enter(struct ct_call *call, const struct ct_spawn *spawn, const void *site,
                  bool readable) {
    struct ct_program program;
    struct ct_judgement exec;

    if (!readable || !ct_shim_ready() || !ct_shim.policy)
        return ct_gate_enter(call, spawn->api, site, spawn_kind(spawn->attributes));
    ct_program_find(&program, spawn->file, spawn->search);
    ct_judge_exec(&exec, spawn->api, site, program.path);
    ct_program_finish(&program);
    return ct_gate_enter_exec(call, spawn->api, site, spawn_kind(spawn->attributes), &exec);
}

// The program is looked at when it runs already: its creator need not wait for that.
static void inspect(const struct ct_spawn *spawn, char *const *given) {
    struct ct_program program;

    ct_program_find(&program, spawn->file, spawn->search);
    ct_program_inspect(spawn->api, program.path, given);
    ct_program_finish(&program);
}

// Without a policy, and with nothing to repair, the arguments are read only once the kernel has
// read them.
static bool looks_before(void) {
    return ct_shim_ready() && (ct_shim.policy || ct_shim.config.follow);
}

int ct_spawn(const struct ct_spawn *spawn, ct_spawn_fn *real, const void *site) {
    const bool readable = !looks_before() || ct_exec_is_readable(spawn->file, spawn->envp);
    char *const *given = readable ? CT_ENV_FOR_CHILD(spawn->envp) : spawn->envp;
    struct ct_call call;
    int child = 0, error;
    uint64_t end_ns;

    if (!real)
        return ENOSYS;
    if (!enter(&call, spawn, site, readable)) {
        ct_env_room_done();
        return call.refused;
    }
    error = real(&child, spawn->file, spawn->actions, spawn->attributes, spawn->argv, given);
    end_ns = ct_clock_ns(CLOCK_MONOTONIC);
    if (!error && spawn->out)
        *spawn->out = child;
    if (!error && spawn->is_pidfd)
        child = ct_pidfd_pid(child);
    ct_gate_leave_at(&call, child, error, end_ns);
    if (!error && readable)
        inspect(spawn, given);
    ct_env_room_done();
    return error;
}

#define SPAWN(id, name, searches, pidfd)                                                           \
    CT_EXPORT int name(int *out, const char *file, const posix_spawn_file_actions_t *actions,      \
                       const posix_spawnattr_t *attributes, char *const argv[],                    \
                       char *const envp[]) {                                                       \
        const struct ct_spawn spawn = {id,      searches,   pidfd, out, file,                      \
                                       actions, attributes, argv,  envp};                          \
        return ct_spawn(&spawn, REAL(name, ct_spawn_fn *), CT_SITE);                               \
    }

int pidfd_spawn(int *, const char *, const posix_spawn_file_actions_t *, const posix_spawnattr_t *,
                char *const[], char *const[]);
int pidfd_spawnp(int *, const char *, const posix_spawn_file_actions_t *, const posix_spawnattr_t *,
                 char *const[], char *const[]);

SPAWN(CT_API_PIDFD_SPAWN, pidfd_spawn, false, true)
SPAWN(CT_API_PIDFD_SPAWNP, pidfd_spawnp, true, true)
