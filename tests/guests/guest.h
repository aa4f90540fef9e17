// SPDX-License-Identifier: MIT
#ifndef CT_GUEST_H
#define CT_GUEST_H

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

// What every guest needs to fail loudly. A guest exits 0 when all it saw was right, 99 when not,
// and 77 when this libc or kernel lacks what it is about; what it prints on stdout must not depend
// on ids or time.

#define GUEST_SKIP 77
#define GUEST_FAIL 99

static inline void require(bool ok, const char *what) {
    if (ok)
        return;
    dprintf(2, "guest: %s: %s\n", what, strerror(errno));
    _exit(GUEST_FAIL);
}

// Waits for this child, of any clone flavour, and insists on its exit status.
static inline void reap(pid_t pid, int want) {
    int status = 0;
    pid_t got;

    require(pid > 0, "no child to wait for");
    do
        got = waitpid(pid, &status, __WALL);
    while (got < 0 && errno == EINTR);
    require(got == pid, "waitpid");
    if (!WIFEXITED(status) || WEXITSTATUS(status) != want) {
        dprintf(2, "guest: child %d ended with status 0x%x, not %d\n", (int)pid, (unsigned)status,
                want);
        _exit(GUEST_FAIL);
    }
}

static inline bool same(const char *a, const char *b) {
    return strcmp(a, b) == 0;
}

#endif
