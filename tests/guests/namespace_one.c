// SPDX-License-Identifier: MIT
// unshare or setns, by name or by syscall() ("syscall-unshare"…), argv[1]; flags in argv[2].
// setns joins the UTS namespace that the process is in already.
#include <fcntl.h>
#include <sched.h>
#include <sys/syscall.h>

#include "guest.h"

int main(int argc, char **argv) {
    const char *way = argc > 1 ? argv[1] : "unshare";
    int flags = (int)strtoul(argc > 2 ? argv[2] : "0", NULL, 0);
    int type = argc > 2 ? flags : CLONE_NEWUTS;
    int fd = open("/proc/self/ns/uts", O_RDONLY | O_CLOEXEC);
    long result = -2;

    errno = 0;
    if (same(way, "unshare"))
        result = unshare(flags);
    else if (same(way, "syscall-unshare"))
        result = syscall(SYS_unshare, flags);
    else if (same(way, "setns"))
        result = setns(fd, type);
    else if (same(way, "syscall-setns"))
        result = syscall(SYS_setns, fd, type);
    printf("%ld %s\n", result, strerror(errno));
    return 0;
}
