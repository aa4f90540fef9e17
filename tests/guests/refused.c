// SPDX-License-Identifier: MIT
// Calls the function that argv[1] names once, from a signal handler where argv[2] is "handler",
// with SIGABRT blocked and handled where it is "stubborn", and prints what it returned and left in
// errno. "syscall-NAME" goes through syscall(). A child that comes to be all the same ends at once,
// and is waited for.
#include <dlfcn.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <pthread.h>
#include <pty.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <threads.h>
#include <wordexp.h>

#include "guest.h"

extern char **environ;
extern pid_t __fork(void);
extern pid_t __vfork(void) __attribute__((returns_twice));
extern int __clone(int (*)(void *), void *, int, void *, ...);
int execveat(int, const char *, char *const[], char *const[], int) __attribute__((weak));

#define TRUE "/bin/true"
#define ALIKE(name) same(api, #name)

typedef int spawn_function(int *, const char *, const posix_spawn_file_actions_t *,
                           const posix_spawnattr_t *, char *const[], char *const[]);

static char stack[65536] __attribute__((aligned(16)));
static char *arguments[] = {(char *)"true", NULL};
static const char *api;
static long result;
static int left;

static int leave(void *unused) {
    _exit(7);
}

static void *run_thread(void *unused) {
    return NULL;
}

static int run_thrd(void *unused) {
    return 0;
}

static long child(long pid) {
    if (pid == 0)
        _exit(7);
    return pid;
}

static long call_fork(void) {
    pid_t (*function)(void) = (pid_t(*)(void))dlsym(RTLD_DEFAULT, api);
    long made;

    if (!function)
        exit(GUEST_SKIP);
    errno = 0;
    made = child(function());
    if (made < 0 && errno == ENOSYS) // the shim has a name that this C library has not
        exit(GUEST_SKIP);
    return made;
}

static long call_clone(void) {
    if (ALIKE(__clone))
        return __clone(leave, stack + sizeof stack, SIGCHLD, NULL);
    return clone(leave, stack + sizeof stack, SIGCHLD, NULL);
}

static long call_thread(void) {
    pthread_t thread;
    thrd_t thrd;

    if (ALIKE(thrd_create))
        return thrd_create(&thrd, run_thrd, NULL);
    return pthread_create(&thread, NULL, run_thread, NULL);
}

static long call_spawn(void) {
    spawn_function *function = (spawn_function *)dlsym(RTLD_DEFAULT, api);
    int made;

    if (!function)
        exit(GUEST_SKIP);
    errno = 0;
    return function(&made, TRUE, NULL, NULL, arguments, environ);
}

static long call_command(void) {
    wordexp_t words;
    int terminal;

    if (ALIKE(system))
        return system("true");
    if (ALIKE(popen))
        return popen("true", "r") ? 0 : -1;
    if (ALIKE(daemon))
        return daemon(1, 1);
    if (ALIKE(forkpty))
        return child(forkpty(&terminal, NULL, NULL, NULL));
    return wordexp("$(true)", &words, 0);
}

static long call_exec(void) {
    if (ALIKE(execve))
        return execve(TRUE, arguments, environ);
    if (ALIKE(execv))
        return execv(TRUE, arguments);
    if (ALIKE(execvp))
        return execvp("true", arguments);
    if (ALIKE(execvpe))
        return execvpe("true", arguments, environ);
    if (ALIKE(execl))
        return execl(TRUE, "true", (char *)NULL);
    if (ALIKE(execlp))
        return execlp("true", "true", (char *)NULL);
    if (ALIKE(execle))
        return execle(TRUE, "true", (char *)NULL, environ);
    if (ALIKE(fexecve))
        return fexecve(open(TRUE, O_RDONLY | O_CLOEXEC), arguments, environ);
    if (!execveat)
        exit(GUEST_SKIP);
    return execveat(AT_FDCWD, TRUE, arguments, environ, 0);
}

// Both namespace calls would do nothing, were they made.
static long call_namespace(void) {
    int fd = open("/proc/self/ns/uts", O_RDONLY | O_CLOEXEC);

    if (ALIKE(unshare))
        return unshare(CLONE_FS);
    if (ALIKE(setns))
        return setns(fd, CLONE_NEWUTS);
    return same(api, "syscall-unshare") ? syscall(SYS_unshare, CLONE_FS)
                                        : syscall(SYS_setns, fd, CLONE_NEWUTS);
}

static long call_syscall(void) {
    struct clone_args args = {.exit_signal = SIGCHLD};

    if (same(api, "syscall-clone"))
        return child(syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0));
    if (same(api, "syscall-clone-stack"))
        return child(syscall(SYS_clone, CLONE_VM | SIGCHLD, stack + sizeof stack, 0, 0, 0));
    if (same(api, "syscall-clone3"))
        return child(syscall(SYS_clone3, &args, sizeof args));
    if (same(api, "syscall-execve"))
        return syscall(SYS_execve, TRUE, arguments, environ);
    if (same(api, "syscall-execveat"))
        return syscall(SYS_execveat, AT_FDCWD, TRUE, arguments, environ, 0);
#ifdef SYS_fork
    if (same(api, "syscall-fork"))
        return child(syscall(SYS_fork));
    if (same(api, "syscall-vfork") && getenv("LD_PRELOAD")) // alone it makes children without end
        return child(syscall(SYS_vfork));
#endif
    exit(GUEST_SKIP);
}

static long call(void) {
    if (ALIKE(vfork))
        return child(vfork());
    if (ALIKE(__vfork))
        return child(__vfork());
    if (ALIKE(fork) || ALIKE(__fork) || ALIKE(_Fork))
        return call_fork();
    if (strstr(api, "clone") == api || ALIKE(__clone))
        return call_clone();
    if (strstr(api, "_create"))
        return call_thread();
    if (strstr(api, "_spawn"))
        return call_spawn();
    if (strstr(api, "unshare") || strstr(api, "setns"))
        return call_namespace();
    if (strstr(api, "syscall"))
        return call_syscall();
    return strstr(api, "exec") ? call_exec() : call_command();
}

static void record(int unused) {
    errno = 0;
    result = call();
    left = errno;
}

static void survive(int unused) {
    _exit(GUEST_FAIL);
}

static void be_stubborn(void) {
    sigset_t all;

    signal(SIGABRT, survive);
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, NULL);
}

int main(int argc, char **argv) {
    api = argc > 1 ? argv[1] : "fork";
    if (argc > 2 && same(argv[2], "stubborn"))
        be_stubborn();
    if (argc > 2 && same(argv[2], "handler")) {
        signal(SIGUSR1, record);
        raise(SIGUSR1);
    } else {
        record(0);
    }
    printf("returned %ld errno %d\n", result > 100 ? 100 : result, left);
    while (waitpid(-1, NULL, __WALL) > 0)
        continue;
    return 0;
}
