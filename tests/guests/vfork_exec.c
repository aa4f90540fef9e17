// SPDX-License-Identifier: MIT
// vfork, then exec in the child: of what argv[1] names, or of a file that is not there (the child
// goes on and exits 7, and the parent's errno must be what the child left, as memory is shared).
#include "guest.h"

int main(int argc, char **argv) {
    char *args[] = {argv[argc > 1], NULL};
    pid_t pid = vfork();

    if (pid == 0) {
        execv(args[0], args);
        _exit(7);
    }
    reap(pid, access(args[0], X_OK) == 0 ? 0 : 7);
    puts("done");
    return 0;
}
