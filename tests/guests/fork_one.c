// SPDX-License-Identifier: MIT
// One fork through the name in argv[1]: fork, __fork or _Fork.
#include <dlfcn.h>

#include "guest.h"

extern pid_t __fork(void);

typedef pid_t (*fork_function)(void);

static fork_function by_name(const char *name) {
    if (same(name, "fork"))
        return fork;
    if (same(name, "__fork"))
        return __fork;
    return (fork_function)dlsym(RTLD_DEFAULT, name); // not in every libc
}

int main(int argc, char **argv) {
    fork_function function = by_name(argc > 1 ? argv[1] : "fork");
    pid_t pid;

    if (!function)
        return GUEST_SKIP;
    pid = function();
    if (pid == 0)
        _exit(7);
    reap(pid, 7);
    puts("child 7");
    return 0;
}
