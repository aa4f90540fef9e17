// SPDX-License-Identifier: MIT
// syscall(SYS_clone) or syscall(SYS_clone3) with a stack of its own: the child comes out of
// syscall() by a `ret` on *that* stack, so its top word is the address where the child goes on.
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>

#include "guest.h"
#include "raw.h"

#define WORDS 8192

static uintptr_t stack[WORDS] __attribute__((aligned(16)));
static volatile int shared;

static void child(void) {
    shared = 7;
    raw_exit(7);
}

int main(int argc, char **argv) {
    bool three = argc > 1 && same(argv[1], "clone3");
    uintptr_t *top = &stack[WORDS - 15];
    struct clone_args args = {.flags = CLONE_VM, .exit_signal = SIGCHLD};
    long pid;

    *top = (uintptr_t)child;
    args.stack = (uintptr_t)stack;
    args.stack_size = (uintptr_t)top - (uintptr_t)stack;
    pid = three ? syscall(SYS_clone3, &args, sizeof args)
                : syscall(SYS_clone, CLONE_VM | SIGCHLD, top, 0, 0, 0);
    reap((pid_t)pid, 7);
    require(shared == 7, "the child did not share memory");
    puts("child 7");
    return 0;
}
