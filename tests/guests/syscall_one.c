// SPDX-License-Identifier: MIT
// One task by syscall(SYS_clone) or syscall(SYS_clone3) without a stack, flags in argv[2] for both
// (the exit signal in the low byte). A child that shares memory runs on the caller's own frame, so
// it leaves by a raw exit, which writes no stack.
#include <linux/sched.h>
#include <signal.h>

#include "guest.h"
#include "raw.h"

int main(int argc, char **argv) {
    bool three = argc > 1 && same(argv[1], "clone3");
    unsigned long flags = strtoul(argc > 2 ? argv[2] : "17", NULL, 0);
    struct clone_args args = {.flags = flags & ~0xfful, .exit_signal = flags & 0xff};
    long pid;

    errno = 0;
    pid = three ? syscall(SYS_clone3, &args, sizeof args) : syscall(SYS_clone, flags, 0, 0, 0, 0);
    if (pid == 0)
        raw_exit(7);
    if (pid < 0) {
        printf("refused: %s\n", strerror(errno));
        return 0;
    }
    require(errno == 0, "errno changed by a call that succeeded");
    reap((pid_t)pid, 7);
    puts("child 7");
    return 0;
}
