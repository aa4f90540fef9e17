// SPDX-License-Identifier: MIT
// Where what the configuration says lives, and paths that are made absolute there. As
// base/config.c, it may run inside another library's constructor: no allocation, and little stack.
#include "base/config_room.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>

#include "base/buf.h"
#include "base/raw.h"
#include "base/placed.h"
#include "base/poison.h"

// Copies live for the life of the process: here, where the loader has written to the page anyway,
// and where that is too small, in a mapping, which each fork copies.
enum { FEW = 928, MANY = 32768 };
static char few[FEW] CT_HOT;
static char *room CT_HOT = few;
static size_t room_left CT_HOT = FEW;

static bool reserve(size_t size) {
    long at;

    if (size <= room_left)
        return true;
    if (size > MANY)
        return false;
    at = ct_raw(SYS_mmap, NULL, (size_t)MANY, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
                -1, 0L);
    if (at < 0 && at > -4096)
        return false;
    room = (char *)at;
    room_left = MANY;
    return true;
}

char *ct_config_keep(const char *text, size_t len) {
    char *copy;

    if (!reserve(len + 1))
        return NULL;
    copy = room;
    memcpy(copy, text, len);
    copy[len] = 0;
    ct_config_claim(len + 1);
    return copy;
}

char *ct_config_room(size_t least, size_t *size) {
    if (!reserve(least))
        return NULL;
    *size = room_left;
    return room;
}

void ct_config_claim(size_t size) {
    room += size;
    room_left -= size;
}

// The directory and the path below it. A `%` of the directory stands for itself.
static const char *keep_below(const char *directory, const char *path) {
    size_t size;
    char *start = ct_config_room(2 * strlen(directory) + strlen(path) + 2, &size);
    struct ct_buf buf;

    if (!start)
        return NULL;
    ct_buf_init(&buf, start, size);
    for (; *directory; directory++) {
        if (*directory == '%')
            ct_buf_char(&buf, '%');
        ct_buf_char(&buf, *directory);
    }
    ct_buf_char(&buf, '/');
    ct_buf_mem(&buf, path, strlen(path) + 1);
    ct_config_claim(buf.len);
    return start;
}

static bool working_directory(char *name, size_t size, long *error) {
    *error = ct_raw(SYS_getcwd, name, size);
    return *error > 0 && *name == '/';
}

// The longest name that getcwd(2) gives, too much for the stack of who may be here, lies meanwhile
// at the far end of the room.
static const char *far_below(const char *path) {
    size_t size;
    char *start = ct_config_room(3 * (size_t)PATH_MAX + strlen(path), &size);
    long error;

    if (!start || !working_directory(start + size - PATH_MAX, PATH_MAX, &error))
        return ct_config_keep(path, strlen(path));
    return keep_below(start + size - PATH_MAX, path);
}

const char *ct_config_absolute(const char *path) {
    char directory[512];
    long error;

    if (*path == '/')
        return ct_config_keep(path, strlen(path));
    if (working_directory(directory, sizeof directory, &error))
        return keep_below(directory, path);
    return error == -ERANGE ? far_below(path) : ct_config_keep(path, strlen(path));
}
