// SPDX-License-Identifier: MIT
// forkpty(): the child is the leader of a new terminal and says so through it.
#include <pty.h>

#include "guest.h"

int main(void) {
    char text[64] = "";
    int terminal = -1;
    pid_t pid = forkpty(&terminal, NULL, NULL, NULL);

    if (pid == 0) {
        dprintf(1, isatty(0) ? "terminal" : "none");
        _exit(7);
    }
    require(pid > 0, "forkpty");
    require(read(terminal, text, sizeof text - 1) > 0, "nothing came from the terminal");
    reap(pid, 7);
    puts(text);
    return 0;
}
