// SPDX-License-Identifier: MIT
// The log as a file. It is never written through here, except for what clonetrace itself knows:
// processes that the library is in append to it by its name.
#include "clonetrace/run/logfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "clonetrace/cli/fail.h"

static int open_private(struct ct_logfile *file) {
    const char *tmp = getenv("TMPDIR");

    // A directory of its own: once it is gone, a process that outlives the run cannot make the file
    // again.
    file->directory = ct_format("%s/clonetrace-XXXXXX", tmp && *tmp == '/' ? tmp : "/tmp");
    if (!mkdtemp(file->directory)) {
        int failed =
            ct_fail("cannot make a directory for the log, %s: %s; set TMPDIR or use -o FILE",
                    file->directory, strerror(errno));
        free(file->directory);
        file->directory = NULL;
        return failed;
    }
    file->path = ct_format("%s/log.json", file->directory);
    file->fd = open(file->path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0600);
    return file->fd < 0 ? ct_fail("cannot make the log %s: %s", file->path, strerror(errno)) : 0;
}

static int make_absolute(struct ct_logfile *file, const char *name) {
    char *here = *name == '/' ? NULL : getcwd(NULL, 0);

    if (*name != '/' && !here)
        return ct_fail("cannot find the current directory: %s; give -o an absolute path",
                       strerror(errno));
    file->path = *name == '/' ? ct_format("%s", name) : ct_format("%s/%s", here, name);
    free(here);
    return 0;
}

// Two runs on one log would each empty what the other has, so the first keeps it locked. A file
// system that knows no locks gives none.
static int claim(const struct ct_logfile *file, const char *name) {
    if (flock(file->fd, LOCK_EX | LOCK_NB) && errno == EWOULDBLOCK)
        return ct_fail("cannot write the log %s: another run is writing it (it is locked); wait "
                       "for that one, or choose another file with -o",
                       name);
    if (ftruncate(file->fd, 0))
        return ct_fail("cannot empty the log %s: %s; choose another file with -o", name,
                       strerror(errno));
    return 0;
}

static int open_named(struct ct_logfile *file, const char *name) {
    struct stat st;

    if (make_absolute(file, name))
        return CT_EXIT_FAILED;
    // O_NONBLOCK: a FIFO without a reader is refused, not waited for.
    file->fd =
        open(file->path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0666);
    if (file->fd < 0 && errno == ENXIO)
        return ct_fail(
            "cannot write the log %s: it is a FIFO that nobody reads; start its reader first",
            name);
    if (file->fd < 0)
        return ct_fail("cannot write the log %s: %s; choose another file with -o", name,
                       strerror(errno));
    file->regular = !fstat(file->fd, &st) && S_ISREG(st.st_mode);
    return file->regular ? claim(file, name) : 0;
}

int ct_logfile_open(struct ct_logfile *file, const char *name) {
    int failed;

    *file = (struct ct_logfile){.fd = -1, .regular = true};
    failed = name ? open_named(file, name) : open_private(file);
    if (failed)
        ct_logfile_close(file);
    return failed;
}

void ct_logfile_remove(struct ct_logfile *file) {
    if (!file->directory)
        return;
    unlink(file->path);
    rmdir(file->directory);
    free(file->directory);
    file->directory = NULL;
}

void ct_logfile_close(struct ct_logfile *file) {
    ct_logfile_remove(file);
    if (file->fd >= 0)
        close(file->fd);
    free(file->path);
    *file = (struct ct_logfile){.fd = -1};
}

int ct_logfile_read(const struct ct_logfile *file) {
    char self[64];
    int fd;

    // Through the descriptor: the name may be gone by now, or be another file's.
    snprintf(self, sizeof self, "/proc/self/fd/%d", file->fd);
    fd = open(self, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        fd = open(file->path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    return fd < 0 ? -errno : fd;
}

const char *ct_logfile_trouble(const struct ct_logfile *file) {
    struct stat mine;
    struct statvfs space;
    struct rlimit limit;

    // A write of no bytes changes nothing, and /dev/full answers it with ENOSPC.
    if (write(file->fd, "", 0) < 0 && errno == ENOSPC)
        return "it is full, every line was lost";
    if (!file->regular)
        return "it is not a regular file, so it cannot be read back here";
    if (!getrlimit(RLIMIT_FSIZE, &limit) && !fstat(file->fd, &mine) &&
        (rlim_t)mine.st_size >= limit.rlim_cur)
        return "it has reached the limit of file sizes (ulimit -f)";
    if (!fstatvfs(file->fd, &space) && space.f_blocks &&
        !(geteuid() ? space.f_bavail : space.f_bfree))
        return "its file system is full";
    return NULL;
}
