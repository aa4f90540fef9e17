// SPDX-License-Identifier: MIT
// Execs, spawns and the like of addresses where there is nothing, or nothing to read: the kernel
// says EFAULT, and nobody else looks. Each in a child, as what it does must not end the next.
#include <fcntl.h>
#include <gnu/libc-version.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "guest.h"

extern char **environ;
int execveat(int, const char *, char *const[], char *const[], int) __attribute__((weak));

#define TRUE "/bin/true"

static void *volatile nowhere = (void *)8; // the compiler would say what it sees
static char *arguments[] = {(char *)"true", NULL};
static pid_t made;

static long spawn(const char *path, char *const *env) {
    return posix_spawn(&made, path, NULL, NULL, arguments, env);
}

static void print(const char *what, long result) {
    int error = errno;

    printf("%s: %ld %s\n", what, result, strerror(error));
    fflush(stdout);
}

#define TRY(call)                                                                                  \
    do {                                                                                           \
        pid_t pid = fork();                                                                        \
        if (pid == 0) {                                                                            \
            errno = 0;                                                                             \
            print(#call, call);                                                                    \
            _exit(0);                                                                              \
        }                                                                                          \
        reap(pid, 0);                                                                              \
    } while (0)

static void try_at(void) {
    int fd = open(TRUE, O_RDONLY | O_CLOEXEC);

    TRY(fexecve(fd, arguments, nowhere));
    TRY(syscall(SYS_execveat, AT_FDCWD, nowhere, arguments, environ, 0));
    TRY(syscall(SYS_execveat, AT_FDCWD, TRUE, arguments, nowhere, 0));
    TRY(syscall(SYS_execveat, fd, NULL, arguments, environ, AT_EMPTY_PATH));
    if (strcmp(gnu_get_libc_version(), "2.34") < 0)
        return; // the shim has it, this C library has not
    TRY(execveat(AT_FDCWD, nowhere, arguments, environ, 0));
    TRY(execveat(AT_FDCWD, TRUE, arguments, nowhere, 0));
    TRY(execveat(fd, nowhere, arguments, environ, AT_EMPTY_PATH));
}

// Mapped, but not to be read; and a text that goes on to where nothing is mapped.
static char *hidden, *endless;

static void map(void) {
    hidden = mmap(NULL, 8192, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    endless = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    require(hidden != MAP_FAILED && endless != MAP_FAILED, "mappings");
    memset(endless, 'a', 4096);
    munmap(endless + 4096, 4096);
}

static void try_hidden(void) {
    char *low[] = {(char *)1, NULL}, *unread[] = {hidden, NULL}, *open_end[] = {endless, NULL};
    struct sock_fprog program = {.len = 4, .filter = (struct sock_filter *)hidden};

    TRY(execv(hidden, arguments));
    TRY(execve(endless, arguments, environ));
    TRY(execve(TRUE, arguments, (char **)hidden));
    TRY(execve(TRUE, arguments, low));
    TRY(execve(TRUE, arguments, unread));
    TRY(execve(TRUE, arguments, open_end));
    TRY(syscall(SYS_execve, hidden, arguments, environ));
    TRY(syscall(SYS_execveat, AT_FDCWD, hidden, arguments, environ, 0));
    TRY(spawn(hidden, environ));
    TRY(spawn(TRUE, unread));
    TRY(syscall(SYS_clone3, hidden, 64));
    TRY(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, hidden));
    TRY(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program));
    TRY(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, hidden));
}

int main(void) {
    map();
    TRY(execv(nowhere, arguments));
    TRY(execve(nowhere, arguments, environ));
    TRY(execve(TRUE, arguments, nowhere));
    TRY(execve(TRUE, nowhere, environ));
    TRY(execl(nowhere, "true", (char *)NULL));
    TRY(execle(nowhere, "true", (char *)NULL, environ));
    TRY(syscall(SYS_execve, nowhere, arguments, environ));
    TRY(syscall(SYS_execve, TRUE, arguments, nowhere));
    TRY(spawn(nowhere, environ));
    TRY(spawn(TRUE, nowhere));
    try_at();
    try_hidden();
    return 0;
}
