// SPDX-License-Identifier: MIT
// errno and thread-local storage of a process whose vfork and CLONE_VM children run hooks: what
// they do there must not show in the parent, beyond what the program itself did.
#include <sched.h>
#include <signal.h>

#include "guest.h"

static char stack[65536] __attribute__((aligned(16)));
static _Thread_local int local = 11;

static int child_execs(void *arg) {
    execl("/nonexistent", "none", (char *)NULL);
    return errno == ENOENT ? 7 : 1;
}

int main(void) {
    pid_t pid = clone(child_execs, stack + sizeof stack, CLONE_VM | CLONE_VFORK | SIGCHLD, NULL);

    reap(pid, 7);
    printf("after clone: %s\n", strerror(errno));
    errno = 0;
    pid = vfork();
    if (pid == 0) {
        execl("/nonexistent", "none", (char *)NULL);
        _exit(7);
    }
    reap(pid, 7);
    printf("after vfork: %s\n", strerror(errno)); // memory is shared, so is errno
    errno = 0;
    pid = vfork();
    if (pid == 0) {
        execl("/bin/true", "true", (char *)NULL);
        _exit(1);
    }
    reap(pid, 0);
    printf("after exec: %s\n", strerror(errno));
    for (int i = 0; i < 3; i++) { // the log must still be the parent's own
        pid = fork();
        if (pid == 0)
            _exit(7);
        reap(pid, 7);
    }
    require(local == 11, "thread-local storage changed");
    puts("done");
    return 0;
}
