// SPDX-License-Identifier: MIT
// Following a path by hand. What is still to be walked stands in a buffer of its own, since a link
// is put in front of it.
#include "shim_path.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "base/raw.h"
#include "base/poison.h"

enum { LONGEST = 1024, LINKS = 20 };

// What is to be walked, from `at` on.
struct rest {
    char text[LONGEST];
    size_t at;
};

// Puts a link's target in front of the rest; false where both do not fit.
static bool put_before(struct rest *rest, const char *target, size_t len) {
    if (rest->at < len + 1)
        return false;
    rest->text[--rest->at] = '/';
    rest->at -= len;
    memcpy(rest->text + rest->at, target, len);
    return true;
}

static bool start(struct rest *rest, const char *path, char *out, size_t size, size_t *used) {
    const size_t len = strlen(path);
    long got;

    if (len + 1 > LONGEST || !*path)
        return false;
    rest->at = LONGEST - len - 1;
    memcpy(rest->text + rest->at, path, len + 1);
    *used = 0;
    if (*path == '/')
        return true;
    got = ct_raw(SYS_getcwd, out, size); // counts the NUL
    if (got <= 0 || *out != '/')
        return false;
    *used = (size_t)got - 1 == 1
                ? 0
                : (size_t)got - 1; // of the root only its slash, which comes anyway
    return true;
}

static void go_up(const char *out, size_t *used) {
    while (*used && out[--*used] != '/')
        ;
}

// Appends the next part; -1 where that does not do, 1 where it is a link whose target now stands
// before the rest.
static int walk(struct rest *rest, const char *part, size_t len, char *out, size_t size,
                size_t *used) {
    char target[LONGEST];
    long got;

    if (*used + len + 2 > size)
        return -1;
    out[*used] = '/';
    memcpy(out + *used + 1, part, len);
    out[*used + 1 + len] = 0;
    got = ct_raw(SYS_readlinkat, AT_FDCWD, out, target, sizeof target);
    if (got == -EINVAL) { // not a link
        *used += 1 + len;
        return 0;
    }
    if (got <= 0 || !put_before(rest, target, (size_t)got))
        return -1;
    if (*target == '/')
        *used = 0;
    return 1;
}

bool ct_path_resolve(const char *path, char *out, size_t size) {
    struct rest rest;
    size_t used;
    int links = 0;

    if (!start(&rest, path, out, size, &used))
        return false;
    while (rest.text[rest.at]) {
        const char *part = rest.text + rest.at;
        size_t len = 0;
        int step = 0;
        while (part[len] && part[len] != '/')
            len++;
        rest.at += len + (part[len] == '/');
        if (len == 2 && part[0] == '.' && part[1] == '.')
            go_up(out, &used);
        else if (len && !(len == 1 && *part == '.'))
            step = walk(&rest, part, len, out, size, &used);
        if (step < 0 || (links += step) > LINKS)
            return false;
    }
    out[used] = 0;
    return used > 0;
}
