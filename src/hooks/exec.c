// SPDX-License-Identifier: MIT
// The exec family with an argument array. Mostly called in a child that shares its parent's memory:
// an event before, one after if it failed, and errno as the call left it.
#include "hooks/exec.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/readable.h"
#include "gate.h"
#include "hooks/env.h"
#include "hooks/export.h"
#include "hooks/program.h"
#include "hooks/real.h"
#include "base/poison.h"

// Not in the headers of glibc before 2.34.
int execveat(int dir, const char *path, char *const argv[], char *const envp[], int flags);

static int missing(void) {
    errno = ENOSYS;
    return -1;
}

// The program's own environment it reads itself, all the time.
bool ct_exec_is_readable(const char *file, char *const *envp) {
    return ct_readable_text(file) && (!envp || envp == environ || ct_readable_list(envp));
}

// What is found along PATH lies in memory that a vfork child shares with its parent, so it is given
// back before the exec, and looked for again where that fails.
bool ct_exec_before(struct ct_exec_call *call, enum ct_api api, const void *site, const char *file,
                    bool search, char *const *envp) {
    struct ct_program program;
    bool passes;

    *call = (struct ct_exec_call){api, site, file, search};
    ct_program_find(&program, file, search);
    passes = ct_gate_exec(api, site, program.path);
    if (passes)
        ct_program_inspect(api, program.path, envp);
    else
        ct_env_room_done();
    ct_program_finish(&program);
    return passes;
}

int ct_exec_after(struct ct_exec_call *call) {
    struct ct_program program;

    ct_env_room_done();
    ct_program_find(&program, call->file, call->search);
    ct_gate_exec_failed(call->api, call->site, program.path, errno);
    ct_program_finish(&program);
    return -1;
}

int ct_exec_array(enum ct_api api, const void *site, const char *file, bool search,
                  char *const argv[], char *const envp[]) {
    struct ct_exec_call call;
    char *const *given;
    int (*real)(const char *, char *const[], char *const[]) =
        (int (*)(const char *, char *const[], char *const[]))ct_real_find(search ? CT_REAL_execvpe
                                                                                 : CT_REAL_execve);

    if (!real)
        return missing();
    if (!ct_exec_is_readable(file, envp))
        return real(file, argv, envp);
    given = CT_ENV_FOR_CHILD(envp);
    if (!ct_exec_before(&call, api, site, file, search, given))
        return -1;
    real(file, argv, given);
    return ct_exec_after(&call);
}

CT_EXPORT int execve(const char *path, char *const argv[], char *const envp[]) {
    return ct_exec_array(CT_API_EXECVE, CT_SITE, path, false, argv, envp);
}

CT_EXPORT int execvpe(const char *file, char *const argv[], char *const envp[]) {
    return ct_exec_array(CT_API_EXECVPE, CT_SITE, file, true, argv, envp);
}

// execv and execvp take the environment as it is, and go to the next execv and execvp where nothing
// is to be repaired.
int ct_exec_inherit(enum ct_api api, const void *site, const char *file, bool search,
                    char *const argv[]) {
    struct ct_exec_call call;
    int (*real)(const char *, char *const[]) =
        (int (*)(const char *, char *const[]))ct_real_find(search ? CT_REAL_execvp : CT_REAL_execv);

    if (ct_env_repair_size(environ))
        return ct_exec_array(api, site, file, search, argv, environ);
    if (!real)
        return missing();
    if (!ct_exec_is_readable(file, NULL))
        return real(file, argv);
    if (!ct_exec_before(&call, api, site, file, search, environ))
        return -1;
    real(file, argv);
    return ct_exec_after(&call);
}

CT_EXPORT int execv(const char *path, char *const argv[]) {
    return ct_exec_inherit(CT_API_EXECV, CT_SITE, path, false, argv);
}

CT_EXPORT int execvp(const char *file, char *const argv[]) {
    return ct_exec_inherit(CT_API_EXECVP, CT_SITE, file, true, argv);
}

// How fexecve's program is called in the log: the file has no other name here.
static const char *fd_path(char room[32], int fd) {
    struct ct_buf buf;

    ct_buf_init(&buf, room, 32);
    ct_buf_str(&buf, "/proc/self/fd/");
    ct_buf_i64(&buf, fd);
    ct_buf_char(&buf, 0);
    return room;
}

CT_EXPORT int fexecve(int fd, char *const argv[], char *const envp[]) {
    char room[32];
    struct ct_exec_call call = {CT_API_FEXECVE, CT_SITE, fd_path(room, fd), false};
    char *const *given = envp;

    if (!ct_exec_is_readable(room, envp))
        return REAL(fexecve, int (*)(int, char *const[], char *const[]))(fd, argv, envp);
    if (envp) // glibc refuses NULL here
        given = CT_ENV_FOR_CHILD(envp);
    if (!ct_gate_exec(call.api, call.site, call.file)) {
        ct_env_room_done();
        return -1;
    }
    ct_program_inspect_fd(call.api, fd, call.file, given);
    REAL(fexecve, int (*)(int, char *const[], char *const[]))(fd, argv, given);
    return ct_exec_after(&call);
}

bool ct_exec_before_at(struct ct_exec_call *call, enum ct_api api, const void *site, int dir,
                       const char *path, char *const *envp, int flags, char room[32]) {
    bool by_fd = (flags & AT_EMPTY_PATH) && !*path;

    *call = (struct ct_exec_call){api, site, by_fd ? fd_path(room, dir) : path, false};
    if (!ct_gate_exec(api, site, call->file)) {
        ct_env_room_done();
        return false;
    }
    if (by_fd)
        ct_program_inspect_fd(api, dir, call->file, envp);
    else
        ct_program_inspect_at(api, dir, path, envp);
    return true;
}

// Before glibc 2.34, for a program that looks the function up and finds it here.
static int execveat_by_number(int dir, const char *path, char *const argv[], char *const envp[],
                              int flags) {
    return (int)REAL(syscall, long (*)(long, ...))(SYS_execveat, dir, path, argv, envp, flags);
}

CT_EXPORT int execveat(int dir, const char *path, char *const argv[], char *const envp[],
                       int flags) {
    int (*real)(int, const char *, char *const[], char *const[], int) =
        REAL(execveat, int (*)(int, const char *, char *const[], char *const[], int));
    char *const *given;
    struct ct_exec_call call;
    char room[32];

    if (!real)
        real = execveat_by_number;
    if (!ct_exec_is_readable(path, envp))
        return real(dir, path, argv, envp, flags);
    given = CT_ENV_FOR_CHILD(envp);
    if (!ct_exec_before_at(&call, CT_API_EXECVEAT, CT_SITE, dir, path, given, flags, room))
        return -1;
    real(dir, path, argv, given, flags);
    return ct_exec_after(&call);
}
