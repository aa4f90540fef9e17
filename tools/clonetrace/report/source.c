// SPDX-License-Identifier: MIT
// Logs by name. zlib reads what is no gzip as it is, so one way serves both.
#include "clonetrace/report/source.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "clonetrace/cli/fail.h"

static bool is_stdin(const char *path) {
    return !strcmp(path, "-");
}

static const char *shown(const char *path) {
    return is_stdin(path) ? "standard input" : path;
}

static int cannot(const char *path, int error) {
    if (error == EISDIR)
        return ct_fail("report: %s is a directory; name the logs in it", shown(path));
    if (error == ENOENT)
        return ct_fail("report: there is no %s; to write one: clonetrace run -o %s -- CMD", path,
                       path);
    return ct_fail("report: cannot read %s: %s", shown(path), strerror(error));
}

// Opened without waiting, so that a FIFO without a writer is no trap; a regular file does not care.
static int open_plain(const char *path, struct stat *st) {
    int fd = is_stdin(path) ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)
                            : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);

    if (fd < 0)
        return -errno;
    if (!fstat(fd, st) && !S_ISDIR(st->st_mode))
        return fd;
    close(fd);
    return -EISDIR;
}

int ct_source_check(const char *path, uint64_t *total) {
    struct stat st;
    int fd;

    if (!is_stdin(path) && !stat(path, &st) && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode))
        return 0; // a pipe: to open it may be to take it
    fd = open_plain(path, &st);
    if (fd < 0)
        return cannot(path, -fd);
    close(fd);
    *total += S_ISREG(st.st_mode) ? (uint64_t)st.st_size : 0;
    return 0;
}

static ssize_t take(void *from, char *data, size_t size) {
    struct ct_source *source = from;
    int got = gzread(source->gz, data, (unsigned)size), error = Z_OK;

    // zlib tells of a stream that ends early only once all of it has been handed out.
    if (got > 0)
        return got;
    gzerror(source->gz, &error);
    if (error == Z_BUF_ERROR) {
        source->cut = true;
        return 0;
    }
    if (got == 0)
        return 0;
    errno = error == Z_ERRNO && errno ? errno : EBADMSG;
    return -1;
}

int ct_source_open(struct ct_source *source, const char *path) {
    struct stat st;
    int fd = open_plain(path, &st);

    *source = (struct ct_source){.path = path};
    if (fd < 0)
        return cannot(path, -fd);
    source->size = S_ISREG(st.st_mode) ? (uint64_t)st.st_size : 0;
    source->gz = gzdopen(fd, "rb");
    if (!source->gz) {
        close(fd);
        return ct_fail("report: out of memory for %s", shown(path));
    }
    gzbuffer(source->gz, 128 * 1024);
    ct_log_init(&source->log, -1);
    source->log.lines.read = take;
    source->log.lines.from = source;
    ct_log_last(&source->log);
    return 0;
}

int ct_source_failed(const struct ct_source *source, int error) {
    if (error == EBADMSG)
        return ct_fail("report: %s is a damaged gzip file; get it again", shown(source->path));
    return cannot(source->path, error);
}

void ct_source_close(struct ct_source *source) {
    ct_log_finish(&source->log);
    gzclose(source->gz);
}

uint64_t ct_source_at(const struct ct_source *source) {
    z_off_t at = gzoffset(source->gz);

    return at > 0 ? (uint64_t)at : 0;
}
