// SPDX-License-Identifier: MIT
// What daemons do: closes every descriptor in the way that argv[1] names, opens files of its own on
// as many numbers as a log could have had, forks, and checks that nobody else wrote into them.
// argv[2] is a directory for the files.
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "guest.h"

#define FILES 1100
#define CLOSE_RANGE 436 // close_range(2), the same on every CPU; glibc 2.31 has no SYS_close_range

static void close_everything(const char *way) {
    if (same(way, "loop")) {
        for (int fd = 3; fd < 20000; fd++)
            close(fd);
    } else if (syscall(CLOSE_RANGE, 3u, ~0u, 0u) != 0) {
        _exit(GUEST_SKIP);
    }
}

// Every number from 3 on is now one file, opened for append like a log.
static void take_numbers(const char *dir) {
    char path[4096];
    int fd;

    snprintf(path, sizeof path, "%s/data", dir);
    fd = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
    require(fd == 3, "the first free number is not 3");
    for (int i = 1; i < FILES; i++)
        require(dup(fd) == 3 + i, "dup");
    require(write(fd, "mine\n", 5) == 5, "write");
}

int main(int argc, char **argv) {
    const char *way = argc > 1 ? argv[1] : "loop", *dir = argc > 2 ? argv[2] : "/tmp";
    struct rlimit files = {4096, 4096};
    struct stat before, after;
    pid_t pid;

    setrlimit(RLIMIT_NOFILE, &files);
    pid = fork();
    if (pid == 0)
        _exit(7);
    reap(pid, 7);
    close_everything(way);
    take_numbers(dir);
    require(fstat(3, &before) == 0, "fstat");
    for (int i = 0; i < 5; i++) {
        pid = fork();
        if (pid == 0)
            _exit(7);
        reap(pid, 7);
    }
    require(system("exit 3") == 3 << 8, "system");
    require(fstat(3, &after) == 0, "fstat");
    require(before.st_size == 5 && after.st_size == 5, "somebody wrote into the program's file");
    puts("clean");
    return 0;
}
