// SPDX-License-Identifier: MIT
// Bytes out, and the three descriptors that everybody takes for granted.
#include "clonetrace/cli/output.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

int ct_output_all(int fd, const char *text, size_t len) {
    while (len) {
        ssize_t done = write(fd, text, len);

        if (done >= 0) {
            text += done;
            len -= (size_t)done;
        } else if (errno == EAGAIN) {
            poll(&(struct pollfd){.fd = fd, .events = POLLOUT}, 1, -1);
        } else if (errno != EINTR) {
            return -errno;
        }
    }
    return 0;
}

void ct_output_reserve(void) {
    for (int fd = 0; fd <= 2; fd++) {
        // open(2) gives the lowest free number, which is this one.
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", O_RDWR | O_CLOEXEC) < 0)
            return;
    }
}
