// SPDX-License-Identifier: MIT
// Files that somebody reads while or after a run: a full disk must not leave half of one.
#include "clonetrace/cli/savefile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clonetrace/cli/fail.h"
#include "clonetrace/cli/output.h"

static int write_to(const char *path, int how, mode_t mode, const char *text, size_t len) {
    int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY | how, mode), failed;

    if (fd < 0)
        return -errno;
    failed = ct_output_all(fd, text, len);
    if (close(fd) && !failed) // a network file system says it only now
        failed = -errno;
    return failed;
}

int ct_savefile(const char *path, const char *text, size_t len) {
    struct stat st;
    bool exists = !lstat(path, &st);
    char *draft;
    int failed;

    if (exists && !S_ISREG(st.st_mode))
        return write_to(path, O_CREAT | O_TRUNC | O_NONBLOCK, 0666, text, len);
    draft = ct_format("%s.%d.part", path, (int)getpid());
    failed = write_to(draft, O_CREAT | O_EXCL, exists ? st.st_mode & 0777 : 0666, text, len);
    if (!failed && rename(draft, path))
        failed = -errno;
    if (failed && failed != -EEXIST)
        unlink(draft);
    free(draft);
    return failed;
}
