// SPDX-License-Identifier: MIT
// Replaces itself by argv[2] through the exec function that argv[1] names. The new program gets the
// arguments "exec_one", "done" and "3"; run as that, this program prints them and exits 3.
#include <fcntl.h>

#include "guest.h"

extern char **environ;
int execveat(int, const char *, char *const[], char *const[], int) __attribute__((weak));

static void by_list(const char *api, const char *path) {
    if (same(api, "execl"))
        execl(path, "exec_one", "done", "3", (char *)NULL);
    else if (same(api, "execlp"))
        execlp(path, "exec_one", "done", "3", (char *)NULL);
    else if (same(api, "execle"))
        execle(path, "exec_one", "done", "3", (char *)NULL, environ);
}

static void by_vector(const char *api, const char *path) {
    char *args[] = {(char *)"exec_one", (char *)"done", (char *)"3", NULL};

    if (same(api, "execve"))
        execve(path, args, environ);
    else if (same(api, "execv"))
        execv(path, args);
    else if (same(api, "execvp"))
        execvp(path, args);
    else if (same(api, "execvpe"))
        execvpe(path, args, environ);
    else if (same(api, "fexecve"))
        fexecve(open(path, O_RDONLY | O_CLOEXEC), args, environ);
    else if (same(api, "execveat") && !execveat)
        exit(GUEST_SKIP);
    else if (same(api, "execveat"))
        execveat(AT_FDCWD, path, args, environ, 0);
}

int main(int argc, char **argv) {
    if (argc < 3)
        return GUEST_FAIL;
    if (same(argv[1], "done")) {
        printf("%s %s %s\n", argv[0], argv[1], argv[2]);
        return atoi(argv[2]);
    }
    by_list(argv[1], argv[2]);
    by_vector(argv[1], argv[2]);
    printf("refused: %s\n", strerror(errno));
    return 0;
}
