// SPDX-License-Identifier: MIT
// Which descriptors this process has, before and after it created tasks: number and FD_CLOEXEC, of
// those from 3 up, on stderr; on stdout the numbers that open() hands out, which must be the
// lowest.
#include <dirent.h>
#include <fcntl.h>

#include "guest.h"

static void list(const char *when) {
    DIR *dir = opendir("/proc/self/fd");
    struct dirent *entry;

    require(dir != NULL, "/proc/self/fd");
    while ((entry = readdir(dir)) != NULL) {
        int fd = atoi(entry->d_name);

        if (fd < 3 || fd == dirfd(dir))
            continue;
        dprintf(2, "%s %d %s\n", when, fd,
                fcntl(fd, F_GETFD) & FD_CLOEXEC ? "cloexec" : "inherited");
    }
    closedir(dir);
}

static void open_some(void) {
    int first = open("/dev/null", O_RDONLY), second = dup(first);

    printf("open %d dup %d\n", first, second);
    close(first);
    close(second);
}

int main(int argc, char **argv) {
    pid_t pid;

    if (argc > 1) {
        list("exec");
        return 0;
    }
    open_some();
    list("start");
    for (int i = 0; i < 3; i++) {
        pid = fork();
        if (pid == 0) {
            open_some();
            list("child");
            _exit(7);
        }
        reap(pid, 7);
    }
    open_some();
    list("end");
    fflush(stdout);
    execl("/proc/self/exe", "fds", "exec", (char *)NULL);
    return GUEST_FAIL;
}
