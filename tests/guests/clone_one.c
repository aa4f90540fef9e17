// SPDX-License-Identifier: MIT
// One clone() with the flags in argv[1] (exit signal in the low byte), on a stack of its own. With
// "alias" as argv[2] it goes through __clone. Passes only the variadic arguments that the flags
// call for.
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>

#include "guest.h"

extern int __clone(int (*)(void *), void *, int, void *, ...);

#define STACK 65536

static volatile int shared;
static volatile pid_t child_tid;

static int child(void *arg) {
    shared = 1;
    return *(int *)arg;
}

static int start(bool alias, int flags, void *stack, int *arg, pid_t *parent_tid) {
    if (flags & (CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID))
        return clone(child, stack, flags, arg, parent_tid, NULL, &child_tid);
    if (flags & (CLONE_PARENT_SETTID | CLONE_PIDFD))
        return clone(child, stack, flags, arg, parent_tid);
    return alias ? __clone(child, stack, flags, arg) : clone(child, stack, flags, arg);
}

// A child of CLONE_PARENT is our sibling: nobody here may wait for it.
static void finish(pid_t pid, int flags, pid_t word) {
    if (flags & CLONE_PARENT_SETTID)
        require(word == pid, "CLONE_PARENT_SETTID stored something else");
    if (flags & CLONE_PIDFD) {
        struct pollfd fd = {.fd = word, .events = POLLIN};
        require(poll(&fd, 1, -1) == 1, "no usable pidfd");
    }
    if (!(flags & CLONE_PARENT))
        reap(pid, 7);
    if (!(flags & CLONE_PARENT) || (flags & CLONE_VFORK))
        require(shared == !!(flags & CLONE_VM), "memory shared or copied against the flags");
}

int main(int argc, char **argv) {
    int flags = (int)strtoul(argc > 1 ? argv[1] : "17", NULL, 0), code = 7;
    bool alias = argc > 2 && same(argv[2], "alias");
    char *stack =
        mmap(NULL, STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
    pid_t word = 0, pid;

    require(stack != MAP_FAILED, "mmap");
    signal(SIGUSR1, SIG_IGN);
    errno = 0;
    pid = start(alias, flags, stack + STACK, &code, &word);
    if (pid < 0) {
        printf("refused: %s\n", strerror(errno));
        return 0;
    }
    require(errno == 0, "errno changed by a call that succeeded");
    finish(pid, flags, word);
    puts("child 7");
    return 0;
}
