// SPDX-License-Identifier: MIT
// From a pidfd to its pid: the `Pid:` line of /proc/self/fdinfo (pidfd_open(2)), which is where
// glibc's pidfd_getpid looks.
#include "hooks/pidfd.h"

#include <fcntl.h>
#include <stddef.h>
#include <string.h>

#include "base/buf.h"
#include "base/kernel.h"
#include "base/raw.h"
#include "base/poison.h"

static long read_info(int pidfd, char *text, size_t size) {
    char path[40];
    struct ct_buf buf;
    long fd, len;

    ct_buf_init(&buf, path, sizeof path);
    ct_buf_str(&buf, "/proc/self/fdinfo/");
    ct_buf_i64(&buf, pidfd);
    ct_buf_char(&buf, 0);
    fd = ct_raw(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return fd;
    len = ct_raw(SYS_read, fd, text, size);
    ct_raw(SYS_close, fd);
    return len;
}

pid_t ct_pidfd_pid(int pidfd) {
    static const char key[] = "\nPid:";
    char text[256];
    long len = ct_kernel_may(CT_USE_FILES) ? read_info(pidfd, text, sizeof text) : 0;
    pid_t pid = 0;

    for (long at = 0; at + (long)sizeof key < len; at++) {
        if (memcmp(text + at, key, sizeof key - 1) != 0)
            continue;
        for (at += (long)sizeof key - 1; at < len && text[at] != '\n'; at++)
            if (text[at] >= '0' && text[at] <= '9')
                pid = pid * 10 + (text[at] - '0');
        break;
    }
    return pid;
}
