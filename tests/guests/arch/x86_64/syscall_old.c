// SPDX-License-Identifier: MIT
// syscall(SYS_fork) or syscall(SYS_vfork): entries that newer CPUs never had.
#include "guest.h"
#include "raw.h"

int main(int argc, char **argv) {
    long pid = syscall(argc > 1 && same(argv[1], "vfork") ? SYS_vfork : SYS_fork);

    if (pid == 0)
        raw_exit(7);
    reap((pid_t)pid, 7);
    puts("child 7");
    return 0;
}
