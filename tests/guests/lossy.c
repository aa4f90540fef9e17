// SPDX-License-Identifier: MIT
// Five forks, five under a limit on the size of files, five without it again. With the log as
// argv[1] the limit is a little beyond what the log has by then, so that some line meets it;
// otherwise the log is beyond the limit already.
#include <sys/resource.h>
#include <sys/stat.h>

#include "guest.h"

static void five(void) {
    for (int i = 0; i < 5; i++) {
        pid_t pid = fork();

        if (pid == 0)
            _exit(7);
        reap(pid, 7);
    }
}

int main(int argc, char **argv) {
    struct rlimit limit;
    struct stat log;

    require(getrlimit(RLIMIT_FSIZE, &limit) == 0, "getrlimit");
    five();
    require(argc < 2 || stat(argv[1], &log) == 0, "stat");
    limit.rlim_cur = argc > 1 ? (rlim_t)log.st_size + 700 : 1;
    require(setrlimit(RLIMIT_FSIZE, &limit) == 0, "setrlimit");
    five();
    limit.rlim_cur = limit.rlim_max;
    require(setrlimit(RLIMIT_FSIZE, &limit) == 0, "setrlimit");
    five();
    return 0;
}
