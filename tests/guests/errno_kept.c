// SPDX-License-Identifier: MIT
// errno after creation calls: untouched where they succeed, the documented one where they fail.
#include <dlfcn.h>
#include <pthread.h>
#include <sched.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include "guest.h"

extern char **environ;

static char stack[65536] __attribute__((aligned(16)));

static int leave(void *arg) {
    return 0;
}

static void *nothing(void *arg) {
    return arg;
}

static void success(void) {
    char *args[] = {(char *)"true", NULL};
    pthread_t thread;
    pid_t pid;

    errno = 1234;
    pid = fork();
    if (pid == 0)
        _exit(errno == 1234 ? 0 : 1);
    require(errno == 1234, "fork");
    reap(pid, 0);
    pid = clone(leave, stack + sizeof stack, SIGCHLD, NULL);
    require(errno == 1234, "clone");
    reap(pid, 0);
    require(pthread_create(&thread, NULL, nothing, NULL) == 0 && errno == 1234, "pthread_create");
    pthread_join(thread, NULL);
    errno = 1234;
    require(posix_spawn(&pid, "/bin/true", NULL, NULL, args, environ) == 0, "posix_spawn");
    require(errno == 1234, "posix_spawn");
    reap(pid, 0);
    pid = vfork();
    if (pid == 0)
        _exit(0);
    require(errno == 1234, "vfork");
    reap(pid, 0);
}

static void report(const char *api, long result) {
    printf("%s %ld %s\n", api, result, strerror(errno));
    errno = 0;
}

static void failure(void) {
    struct rlimit none = {0, 0};
    char *args[] = {(char *)"true", NULL};
    pthread_t thread;
    pid_t pid = -2;
    int error;

    require(setrlimit(RLIMIT_NPROC, &none) == 0, "RLIMIT_NPROC");
    require(geteuid() != 0 || syscall(SYS_setresuid, 65534, 65534, 65534) == 0, "setresuid");
    errno = 0;
    require(fork() == -1, "fork beyond the limit");
    printf("fork %s\n", strerror(errno));
    errno = 0;
    pid = vfork();
    if (pid == 0)
        _exit(0);
    require(pid == -1, "vfork beyond the limit");
    printf("vfork %s\n", strerror(errno));
    errno = 1234;
    error = pthread_create(&thread, NULL, nothing, NULL);
    printf("pthread_create %s, errno %s\n", strerror(error),
           errno == 1234 ? "kept" : strerror(errno));
    errno = 1234;
    error = posix_spawn(&pid, "/bin/true", NULL, NULL, args, environ);
    printf("posix_spawn %s, errno %s\n", strerror(error), errno == 1234 ? "kept" : strerror(errno));
    errno = 0;
    report("system", system("true"));
    report("popen", popen("true", "r") != NULL);
    report("clone", clone(leave, stack + sizeof stack, SIGCHLD, NULL));
    report("syscall", syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0));
}

int main(int argc, char **argv) {
    if (argc > 1 && same(argv[1], "failure"))
        failure();
    else
        success();
    puts("done");
    return 0;
}
