// SPDX-License-Identifier: MIT
// vfork that a policy refuses ("vfork"), or the exec in its child ("exec"): whoever called finds
// its registers and its stack as they were. Built at every optimisation level. Called through a
// pointer, vfork is no function that returns twice for the compiler, so values stay in registers
// over it: sound as long as there is no child.
#include <alloca.h>

#include "guest.h"

static pid_t (*volatile vfork_by)(void) = vfork;
static volatile long seed = 3;

static long refused(int depth) {
    long a = seed, b = a * 3, c = b * 5, d = c * 7, e = d * 11, f = e * 13, g = f * 17, h = g * 19;
    char *room = alloca((size_t)(64 << depth));
    pid_t pid;

    memset(room, depth, 64);
    errno = 0;
    pid = vfork_by();
    require(pid == -1 && errno == EXDEV, "vfork was not refused");
    require(b == a * 3 && c == b * 5 && d == c * 7 && e == d * 11, "a register changed");
    require(f == e * 13 && g == f * 17 && h == g * 19, "a register changed");
    require(room[0] == depth && room[63] == depth, "the stack changed");
    return depth ? refused(depth - 1) + h : h;
}

static void refused_exec(int salt) {
    char *args[] = {(char *)"true", NULL};
    volatile int keep[16];
    pid_t pid;

    for (int i = 0; i < 16; i++)
        keep[i] = salt + i;
    errno = 0;
    pid = vfork();
    if (pid == 0) {
        execv("/bin/true", args);
        _exit(errno == EXDEV ? 7 : 8);
    }
    require(errno == EXDEV, "what the child left in errno, which it shares");
    reap(pid, 7);
    for (int i = 0; i < 16; i++)
        require(keep[i] == salt + i, "a local of the parent changed");
}

int main(int argc, char **argv) {
    bool exec = argc > 1 && same(argv[1], "exec");

    for (int i = 0; i < 10; i++) {
        if (exec)
            refused_exec(i);
        else
            require(refused(5) == 6 * 3l * 3 * 5 * 7 * 11 * 13 * 17 * 19, "a sum");
    }
    puts("intact");
    return 0;
}
