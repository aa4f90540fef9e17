// SPDX-License-Identifier: MIT
// Covers /proc by an empty file system, in a mount namespace of its own, and runs argv[1] and what
// follows there.
#include <sched.h>
#include <sys/mount.h>

#include "guest.h"

int main(int argc, char **argv) {
    if (argc < 2)
        return GUEST_FAIL;
    if (unshare(CLONE_NEWNS) != 0)
        return GUEST_SKIP;
    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
        return GUEST_SKIP;
    if (mount("none", "/proc", "tmpfs", 0, NULL) != 0)
        return GUEST_SKIP;
    execv(argv[1], argv + 1);
    return GUEST_FAIL;
}
