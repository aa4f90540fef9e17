// SPDX-License-Identifier: MIT
// One vfork through the name in argv[1], vfork or __vfork. The child proves that it shares the
// memory and that the parent waits: the parent sees the value that the child wrote last.
#include "guest.h"

extern pid_t __vfork(void) __attribute__((returns_twice));

static volatile int written;

int main(int argc, char **argv) {
    bool alias = argc > 1 && same(argv[1], "__vfork");
    pid_t pid = alias ? __vfork() : vfork();

    if (pid == 0) {
        for (int i = 1; i <= 100000; i++)
            written = i;
        _exit(7);
    }
    require(written == 100000, "the parent did not wait for its vfork child");
    reap(pid, 7);
    puts("child 7");
    return 0;
}
