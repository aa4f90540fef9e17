// SPDX-License-Identifier: MIT
// What the procedure call standard lets a caller of vfork, __vfork and syscall() rely on, in the
// parent and in the child: its registers, its stack pointer, six arguments that arrive, and the
// stack that it named for its child. argv[1] is the way.
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <sys/mman.h>

#include "guest.h"
#include "raw.h"

#define STACK 65536
#define PAGE 4096

extern long call_watched(void *function, ...);
extern long call_on_stack(long number, long a, long b, void (*child)(void));
extern pid_t __vfork(void) __attribute__((returns_twice));

static char stack[STACK] __attribute__((aligned(16)));
static volatile int shared;

static void on_own_stack(void) {
    const char here = 0;

    shared = 7;
    raw_exit(&here > stack && &here < stack + STACK ? 7 : 8);
}

static void finish(long pid) {
    require(pid != -4096, "a register of the caller was changed");
    if (pid < 0) {
        printf("refused: %s\n", strerror(errno));
        return;
    }
    reap((pid_t)pid, 7);
    puts("child 7");
}

static void own_stack(bool three, long flags) {
    struct clone_args args = {.flags = (unsigned long)flags & ~0xfful,
                              .exit_signal = (unsigned long)flags & 0xff,
                              .stack = (uintptr_t)stack,
                              .stack_size = STACK};
    long pid = three ? call_on_stack(SYS_clone3, (long)&args, sizeof args, on_own_stack)
                     : call_on_stack(SYS_clone, flags, (long)(stack + STACK), on_own_stack);

    finish(pid);
    require(pid < 0 || shared == (flags & CLONE_VM ? 7 : 0), "memory shared or copied");
}

// A call that the library only looks at, with six arguments: the last is an offset into the file.
static void six_arguments(void) {
    int fd = memfd_create("six", 0);
    char *page;

    require(fd >= 0 && pwrite(fd, "second", 7, PAGE) == 7, "memfd");
    page = (char *)call_watched(syscall, SYS_mmap, 0L, (long)PAGE, (long)PROT_READ,
                                (long)MAP_PRIVATE, (long)fd, (long)PAGE);
    require(page != (char *)-4096 && page != MAP_FAILED, "mmap by number");
    require(same(page, "second"), "the sixth argument got lost");
    require(call_watched(syscall, (1L << 40) | SYS_getppid) == getppid(), "a number of 64 bits");
    errno = 0;
    require(call_watched(syscall, SYS_setns, -1L, 0L) == -1 && errno == EBADF, "errno of setns");
    puts("six arguments");
}

int main(int argc, char **argv) {
    const char *way = argc > 1 ? argv[1] : "vfork";
    long flags = argc > 2 ? strtol(argv[2], NULL, 0) : SIGCHLD;

    errno = 0;
    if (same(way, "vfork"))
        finish(call_watched(vfork));
    else if (same(way, "__vfork"))
        finish(call_watched(__vfork));
    else if (same(way, "clone"))
        finish(call_watched(syscall, SYS_clone, flags, 0L, 0L, 0L, 0L));
    else if (same(way, "six"))
        six_arguments();
    else
        own_stack(same(way, "stack3"), flags);
    return 0;
}
