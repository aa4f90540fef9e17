// SPDX-License-Identifier: MIT
// Execs and spawns of addresses where there is nothing: the kernel says EFAULT, and nobody else
// looks. Each in a child, as what it does must not end the next.
#include <fcntl.h>
#include <gnu/libc-version.h>
#include <spawn.h>
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

int main(void) {
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
    return 0;
}
