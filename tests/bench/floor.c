// SPDX-License-Identifier: MIT
// The least that a log can cost: as many lines as the shim writes, as long as its own, each by one
// write(2), and nothing else: no encoding, and of what the lines say what facts.h names, which is
// all or nothing. What this costs with nothing, no log of whole lines can do without; what it costs
// with all, hardly any that says as much (a forked child of the shim reads fewer pages than this
// one's). Knows the functions of the cases fork, vfork-exec (the line
// of the exec only), spawn-static, spawn-dynamic and pthread.
#include "facts.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define X10 "xxxxxxxxxx"
#define X100 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10

// The lengths are those of the shim's lines in these cases.
static const char create_line[] = X100 X100 X100 X100 X100 X10 "\n";
static const char image_line[] = X100 X100 X100 X10 X10 X10 "\n";
static const char exec_line[] = X100 X100 X100 "\n";
static const char exit_line[] = X100 X10 X10 "\n";

typedef int spawn_fn(pid_t *, const char *, const posix_spawn_file_actions_t *,
                     const posix_spawnattr_t *, char *const[], char *const[]);
typedef int thread_fn(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);

static int log_fd = -1;
static pid_t (*real_fork)(void);
static spawn_fn *real_spawn;
static thread_fn *real_thread;
static int (*real_execve)(const char *, char *const[], char *const[]);

static void put(const char *line, size_t len) {
    if (log_fd >= 0 && write(log_fd, line, len) != (ssize_t)len)
        log_fd = -1;
}

static void put_create(void) {
    facts_of_create(log_fd);
    put(create_line, sizeof create_line - 1);
}

__attribute__((constructor)) static void construct(void) {
    const char *path = getenv("CLONETRACE_LOG");

    *(void **)&real_fork = dlsym(RTLD_NEXT, "fork");
    *(void **)&real_spawn = dlsym(RTLD_NEXT, "posix_spawn");
    *(void **)&real_thread = dlsym(RTLD_NEXT, "pthread_create");
    *(void **)&real_execve = dlsym(RTLD_NEXT, "execve");
    if (path)
        log_fd = facts_of_log(open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600));
    facts_of_image();
    put(image_line, sizeof image_line - 1);
}

__attribute__((destructor)) static void destruct(void) {
    facts_of_end(log_fd);
    put(exit_line, sizeof exit_line - 1);
}

pid_t fork(void) {
    pid_t child = real_fork();

    if (child > 0)
        put_create();
    return child;
}

int posix_spawn(pid_t *pid, const char *path, const posix_spawn_file_actions_t *actions,
                const posix_spawnattr_t *attributes, char *const argv[], char *const envp[]) {
    int error = real_spawn(pid, path, actions, attributes, argv, envp);

    put_create();
    return error;
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *),
                   void *arg) {
    int error = real_thread(thread, attributes, start, arg);

    put_create();
    return error;
}

int execve(const char *path, char *const argv[], char *const envp[]) {
    facts_of_exec(log_fd, path);
    put(exec_line, sizeof exec_line - 1);
    return real_execve(path, argv, envp);
}

void _exit(int status) {
    facts_of_end(log_fd);
    put(exit_line, sizeof exit_line - 1);
    for (;;)
        syscall(SYS_exit_group, status);
}
