// SPDX-License-Identifier: MIT
// Finding the lines of a log that was renamed, removed or replaced while it was written. What has
// its name then may be anything, so it is opened without waiting, and only read if it is a file
// that no other run is writing.
#include "clonetrace/run/moved.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clonetrace/cli/fail.h"

static bool is_at(const struct stat *mine, const char *path) {
    struct stat named;

    return !stat(path, &named) && named.st_dev == mine->st_dev && named.st_ino == mine->st_ino;
}

// The kernel's word for it, which for a removed file is no name.
static char *name_of(int fd, const struct stat *mine) {
    char self[64], path[PATH_MAX];
    ssize_t len;

    snprintf(self, sizeof self, "/proc/self/fd/%d", fd);
    len = readlink(self, path, sizeof path - 1);
    if (len <= 0)
        return NULL;
    path[len] = '\0';
    return is_at(mine, path) ? ct_format("%s", path) : NULL;
}

static int open_file(const char *path) {
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    struct stat st;

    if (fd >= 0 && !fstat(fd, &st) && S_ISREG(st.st_mode) && !flock(fd, LOCK_SH | LOCK_NB))
        return fd;
    if (fd >= 0)
        close(fd);
    return -1;
}

void ct_moved_look(struct ct_moved *moved, const struct ct_logfile *file) {
    struct stat mine;

    *moved = (struct ct_moved){.fd = -1};
    if (!file->regular || fstat(file->fd, &mine) || is_at(&mine, file->path))
        return;
    moved->moved = true;
    moved->now = name_of(file->fd, &mine);
    moved->fd = open_file(file->path);
}

void ct_moved_finish(struct ct_moved *moved) {
    if (moved->fd >= 0)
        close(moved->fd);
    free(moved->now);
}
