// SPDX-License-Identifier: MIT
// pidfd_spawn and pidfd_spawnp where libc is older than 2.39 and has none: what programs and the
// shim find behind the shim is then this, and whether it is called can be tried. It makes the task
// by libc's own clone and execve, past every symbol that the shim has.
#include <dlfcn.h>
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#ifndef CLONE_PIDFD
#define CLONE_PIDFD 0x1000
#endif

typedef int clone_function(int (*)(void *), void *, int, void *, ...);
typedef int exec_function(const char *, char *const[], char *const[]);
int pidfd_spawn(int *, const char *, const posix_spawn_file_actions_t *, const posix_spawnattr_t *,
                char *const[], char *const[]);
int pidfd_spawnp(int *, const char *, const posix_spawn_file_actions_t *, const posix_spawnattr_t *,
                 char *const[], char *const[]);

struct start {
    exec_function *exec;
    const char *file;
    char *const *argv;
    char *const *envp;
    volatile int error; // the child shares this
};

static int become(void *argument) {
    struct start *start = argument;

    start->exec(start->file, start->argv, start->envp);
    start->error = errno;
    _exit(127);
}

static void *of_libc(const char *name) {
    return dlsym(dlopen("libc.so.6", RTLD_LAZY), name);
}

static int spawn(int *pidfd, struct start *start) {
    static char stack[65536] __attribute__((aligned(16)));
    clone_function *clone_task = (clone_function *)of_libc("clone");
    int pid;

    pid = clone_task(become, stack + sizeof stack, CLONE_VM | CLONE_VFORK | CLONE_PIDFD | SIGCHLD,
                     start, pidfd);
    return pid < 0 ? errno : start->error;
}

int pidfd_spawn(int *pidfd, const char *file, const posix_spawn_file_actions_t *actions,
                const posix_spawnattr_t *attributes, char *const argv[], char *const envp[]) {
    struct start start = {(exec_function *)of_libc("execve"), file, argv, envp, 0};

    return spawn(pidfd, &start);
}

int pidfd_spawnp(int *pidfd, const char *file, const posix_spawn_file_actions_t *actions,
                 const posix_spawnattr_t *attributes, char *const argv[], char *const envp[]) {
    struct start start = {(exec_function *)of_libc("execvpe"), file, argv, envp, 0};

    return spawn(pidfd, &start);
}
