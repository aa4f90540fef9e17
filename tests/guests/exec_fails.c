// SPDX-License-Identifier: MIT
// A forked child whose exec fails, twice, and that then ends: by _exit, or, with "limited", while
// it may not write files during the second.
#include <sys/resource.h>

#include "guest.h"

static void fail(void) {
    char path[] = "/nonexistent/missing";
    char *args[] = {path, NULL};

    require(execv(path, args) < 0 && errno == ENOENT, "execv");
}

static void fail_limited(void) {
    struct rlimit given, none;

    require(getrlimit(RLIMIT_FSIZE, &given) == 0, "getrlimit");
    none = given;
    none.rlim_cur = 0;
    require(setrlimit(RLIMIT_FSIZE, &none) == 0, "setrlimit");
    fail();
    require(setrlimit(RLIMIT_FSIZE, &given) == 0, "setrlimit back");
}

int main(int argc, char **argv) {
    pid_t pid = fork();

    if (pid == 0) {
        fail();
        if (argc > 1)
            fail_limited();
        else
            fail();
        _exit(7);
    }
    reap(pid, 7);
    puts("done");
    return 0;
}
