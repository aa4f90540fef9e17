// SPDX-License-Identifier: MIT
// Writing to a stderr that nobody may be reading. The descriptor's O_NONBLOCK is shared with the
// program and whoever started clonetrace, so it must never be set: a pipe or terminal is opened
// once more. At most PIPE_BUF bytes go at a time, which a pipe takes as one piece.
#include "clonetrace/run/outlet.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

void ct_outlet_init(struct ct_outlet *outlet, int fd) {
    struct stat st = {0};
    char self[64];
    int own = -1;

    fstat(fd, &st);
    snprintf(self, sizeof self, "/proc/self/fd/%d", fd);
    // Not a file: it would get a position of its own, and lines over those of the program.
    if (S_ISFIFO(st.st_mode) || isatty(fd))
        own = open(self, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    *outlet = (struct ct_outlet){.whole = fd,
                                 .fd = own < 0 ? fd : own,
                                 .own = own >= 0,
                                 .socket = S_ISSOCK(st.st_mode),
                                 .tells = S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode)};
}

void ct_outlet_finish(struct ct_outlet *outlet) {
    if (outlet->own)
        close(outlet->fd);
}

// Where it could not be opened again, a program that writes in between may still take the room.
static bool has_room(const struct ct_outlet *outlet) {
    struct pollfd room = {.fd = outlet->fd, .events = POLLOUT};

    return outlet->own || outlet->socket || poll(&room, 1, 0) > 0;
}

ssize_t ct_outlet_write(struct ct_outlet *outlet, const char *text, size_t len) {
    ssize_t done;

    if (!has_room(outlet))
        return 0;
    if (len > PIPE_BUF)
        len = PIPE_BUF;
    done = outlet->socket ? send(outlet->fd, text, len, MSG_DONTWAIT | MSG_NOSIGNAL)
                          : write(outlet->fd, text, len);
    if (done < 0)
        done = errno == EAGAIN || errno == EINTR ? 0 : -errno;
    return done;
}
