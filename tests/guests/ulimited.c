// SPDX-License-Identifier: MIT
// Forks, lets its files not grow by ulimit(3), and forks three times more. Prints nothing, for that
// may go to a file.
#include <ulimit.h>

#include "guest.h"

int main(void) {
    for (int i = 0; i < 4; i++) {
        pid_t pid = fork();

        if (pid == 0)
            _exit(7);
        reap(pid, 7);
        if (i == 0)
            ulimit(UL_SETFSIZE, 0L);
    }
    return 0;
}
