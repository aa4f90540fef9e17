// SPDX-License-Identifier: MIT
// vfork children that vfork, with frames of different sizes, loops, and an exec at the bottom.
// Built at every optimisation level: what lives in registers and on the stack differs at each.
#include <alloca.h>

#include "guest.h"

static volatile int depth_reached;

static int nest(int depth, int salt) {
    volatile int keep[16];
    char *room = alloca((size_t)(64 << depth));
    pid_t pid;

    for (int i = 0; i < 16; i++)
        keep[i] = salt + i;
    memset(room, depth, 64);
    pid = vfork();
    if (pid == 0) {
        depth_reached = depth;
        if (depth == 0)
            execl("/bin/true", "true", (char *)NULL);
        _exit(depth == 0 ? 1 : nest(depth - 1, salt * 3));
    }
    reap(pid, depth == 0 ? 0 : depth - 1);
    for (int i = 0; i < 16; i++)
        require(keep[i] == salt + i, "a local of the parent changed");
    require(room[63] == depth, "the parent's alloca changed");
    return depth;
}

int main(void) {
    for (int i = 0; i < 5; i++)
        require(nest(4, i + 1) == 4, "nest");
    require(depth_reached == 0, "the innermost child did not run");
    puts("nested 25");
    return 0;
}
