// SPDX-License-Identifier: MIT
// Five forks, five under a file size limit that no log can grow in, five without it again.
#include <sys/resource.h>

#include "guest.h"

static void five(void) {
    for (int i = 0; i < 5; i++) {
        pid_t pid = fork();

        if (pid == 0)
            _exit(7);
        reap(pid, 7);
    }
}

int main(void) {
    struct rlimit limit;

    require(getrlimit(RLIMIT_FSIZE, &limit) == 0, "getrlimit");
    five();
    limit.rlim_cur = 1;
    require(setrlimit(RLIMIT_FSIZE, &limit) == 0, "setrlimit");
    five();
    limit.rlim_cur = limit.rlim_max;
    require(setrlimit(RLIMIT_FSIZE, &limit) == 0, "setrlimit");
    five();
    return 0;
}
