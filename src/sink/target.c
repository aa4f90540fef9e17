// SPDX-License-Identifier: MIT
// Opening a log and knowing it again. Must never keep a descriptor below 10, where programs and
// shells count on the numbers they get, and never block.
#include "sink/target.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/numbers.h"
#include "base/raw.h"
#include "base/state.h"
#include "sink/sink.h"
#include "base/poison.h"

// Bash hands out 63, 62, … for process substitution, shells keep saved descriptors from 10 upwards,
// and a program that opens many files gets the lowest number free: the log stays above all of them
// where the limit lets it.
enum { LOWEST_FD = 10 };

// Where our open file's position stands. Appending neither needs nor moves it, if it is done by
// pwrite(2) (see its BUGS), so it is free to say whose open file this is.
static const long mark = (1L << 40) + 0x11f1d; // below the largest file of ext4

// What statx cannot say because a filter does not know it yet, the older call can.
// Out of line, as its buffer would lie on the stack of every hook.
__attribute__((noinline)) static bool look_by_stat(struct ct_target *target, int fd,
                                                   uint32_t *links) {
    struct stat now;

    if (ct_raw(SYS_newfstatat, fd, "", &now, AT_EMPTY_PATH) != 0)
        return false;
    // As makedev(3) packs them, whose inverses are functions that musl has under other names.
    target->dev_major = (uint32_t)((now.st_dev >> 8 & 0xfff) | (now.st_dev >> 32 & 0xfffff000));
    target->dev_minor = (uint32_t)((now.st_dev & 0xff) | (now.st_dev >> 12 & 0xffffff00));
    target->inode = now.st_ino;
    target->mode = now.st_mode & S_IFMT;
    *links = (uint32_t)now.st_nlink;
    return true;
}

static bool look(struct ct_target *target, int fd, uint32_t *links) {
    struct statx now;
    long error =
        ct_raw(SYS_statx, fd, "", AT_EMPTY_PATH, STATX_INO | STATX_NLINK | STATX_TYPE, &now);

    if (error == -ENOSYS || error == -EPERM)
        return look_by_stat(target, fd, links);
    if (error)
        return false;
    target->dev_major = now.stx_dev_major;
    target->dev_minor = now.stx_dev_minor;
    target->inode = now.stx_ino;
    target->mode = now.stx_mode & S_IFMT;
    *links = now.stx_nlink;
    return true;
}

bool ct_target_adopt(struct ct_target *target, int fd) {
    uint32_t links;

    target->marked = false;
    target->fd = look(target, fd, &links) ? fd : -1;
    return target->fd >= 0;
}

enum ct_hold ct_target_hold(const struct ct_target *target) {
    struct ct_target now;
    uint32_t links;

    if (target->fd < 0 || !look(&now, target->fd, &links) || now.inode != target->inode ||
        now.dev_minor != target->dev_minor || now.dev_major != target->dev_major)
        return CT_HOLD_FOREIGN;
    return links == 0 && target->mode == S_IFREG ? CT_HOLD_UNLINKED : CT_HOLD_OURS;
}

bool ct_target_has_mark(const struct ct_target *target) {
    return target->fd >= 0 && ct_raw(SYS_lseek, target->fd, 0L, SEEK_CUR) == mark;
}

// Puts the path into `out`, `%p` as the pid and `%%` as `%`.
static bool expand(struct ct_buf *out, const char *path, pid_t tgid) {
    for (; *path; path++) {
        if (path[0] == '%' && path[1] == 'p') {
            ct_buf_i64(out, tgid);
            path++;
        } else {
            path += path[0] == '%' && path[1] == '%';
            ct_buf_char(out, *path);
        }
    }
    ct_buf_char(out, 0);
    return !out->full;
}

enum { OPEN_FLAGS = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK | O_NOCTTY };

static long open_in(char *room, size_t size, const char *path, pid_t tgid) {
    struct ct_buf buf;

    ct_buf_init(&buf, room, size);
    if (!expand(&buf, path, tgid))
        return -ENAMETOOLONG;
    return ct_raw(SYS_openat, AT_FDCWD, room, OPEN_FLAGS, 0666);
}

static long open_long(const char *path, pid_t tgid) {
    char *room = ct_state_line_take();
    long fd = room ? open_in(room, CT_STATE_LINE_SIZE, path, tgid) : -ENOMEM;

    if (room)
        ct_state_line_give(room);
    return fd;
}

__attribute__((noinline)) static long open_expanded(const char *path, pid_t tgid) {
    char text[512];
    long fd = open_in(text, sizeof text, path, tgid);

    return fd == -ENAMETOOLONG ? open_long(path, tgid) : fd;
}

static long open_path(const char *path, pid_t tgid) {
    for (const char *at = path; *at; at++)
        if (*at == '%')
            return open_expanded(path, tgid);
    return ct_raw(SYS_openat, AT_FDCWD, path, OPEN_FLAGS, 0666);
}

bool ct_target_open(struct ct_target *target, const char *path, pid_t tgid) {
    long fd = open_path(path, tgid);

    target->fd = -1;
    target->marked = false;
    target->tgid = tgid;
    if (fd >= 0 && !ct_target_adopt(target, (int)fd))
        ct_raw(SYS_close, fd);
    return target->fd >= 0;
}

bool ct_target_keep(struct ct_target *target, int onto) {
    long fd = -1;

    if (onto >= 0)
        fd = ct_raw(SYS_dup3, target->fd, onto, O_CLOEXEC);
    if (fd < 0)
        fd = ct_raw(SYS_fcntl, target->fd, F_DUPFD_CLOEXEC, CT_SINK_KEPT_FD);
    if (fd < 0)
        fd = ct_raw(SYS_fcntl, target->fd, F_DUPFD_CLOEXEC, LOWEST_FD);
    ct_target_close(target);
    target->fd = (int)(fd < 0 ? -1 : fd);
    target->marked =
        fd >= 0 && target->mode == S_IFREG && ct_raw(SYS_lseek, target->fd, mark, SEEK_SET) == mark;
    return fd >= 0;
}

void ct_target_close(struct ct_target *target) {
    if (target->fd >= 0)
        ct_raw(SYS_close, target->fd);
    target->fd = -1;
}
