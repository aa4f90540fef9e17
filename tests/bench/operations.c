// SPDX-License-Identifier: MIT
// The operations of the micro cases. Each is what a program would write, with nothing around it: no
// allocation, no output. Runs in the worker, under whatever was preloaded into it.
#include "operations.h"

#include <errno.h>
#include <pthread.h>
#include <spawn.h>
#include <stddef.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *static_program;
static const char *dynamic_program;

void operation_programs(const char *static_path, const char *dynamic_path) {
    static_program = static_path;
    dynamic_program = dynamic_path;
}

static int reap(pid_t pid) {
    int status;
    if (waitpid(pid, &status, 0) != pid)
        return -errno;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : -ECHILD;
}

static int fork_exit(void) {
    pid_t pid = fork();
    if (pid == 0)
        _exit(0);
    return pid < 0 ? -errno : reap(pid);
}

static int vfork_exec(void) {
    char *argv[] = {(char *)"tiny", NULL};
    pid_t pid = vfork();
    if (pid == 0) {
        execve(static_program, argv, environ);
        _exit(127);
    }
    return pid < 0 ? -errno : reap(pid);
}

static int spawn(const char *program) {
    char *argv[] = {(char *)"tiny", NULL};
    pid_t pid;
    int error = posix_spawn(&pid, program, NULL, NULL, argv, environ);
    return error ? -error : reap(pid);
}

static int spawn_static(void) {
    return spawn(static_program);
}

static int spawn_dynamic(void) {
    return spawn(dynamic_program);
}

static void *thread_main(void *arg) {
    return arg;
}

static int thread_join(void) {
    pthread_t thread;
    int error = pthread_create(&thread, NULL, thread_main, NULL);
    if (!error)
        error = pthread_join(thread, NULL);
    return -error;
}

// For who looks at the process afterwards: everything in it has been used once.
static int every(void) {
    int error = fork_exit();
    if (!error)
        error = vfork_exec();
    if (!error)
        error = spawn_static();
    return error ? error : thread_join();
}

static const struct operation operations[] = {
    {"fork", fork_exit},
    {"vfork-exec", vfork_exec},
    {"spawn-static", spawn_static},
    {"spawn-dynamic", spawn_dynamic},
    {"pthread", thread_join},
    {"every", every},
};

const struct operation *operation_find(const char *name) {
    for (size_t i = 0; i < sizeof(operations) / sizeof(operations[0]); i++)
        if (strcmp(operations[i].name, name) == 0)
            return &operations[i];
    return NULL;
}
