// SPDX-License-Identifier: MIT
// A library as it is after its installation. The linker's own output lies in the page cache in
// single pages, as it was written; what was copied, or read from a disk, in larger pieces, which a
// fault maps at less cost.
#include "installed.h"
#include "scratch.h"

#include <err.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BESIDE "libclonetrace-policy.so"

static char *joined(const char *folder, const char *name) {
    char *path;
    if (asprintf(&path, "%s/%s", folder, name) < 0)
        err(1, "%s", name);
    return path;
}

static char *read_whole(int fd, size_t size) {
    char *content = malloc(size);
    size_t done = 0;
    ssize_t got = 1;
    while (content && done < size && got > 0) {
        got = read(fd, content + done, size - done);
        done += got > 0 ? (size_t)got : 0;
    }
    if (!content || done < size)
        err(1, "reading a library");
    return content;
}

static void copy(const char *from, const char *to) {
    struct stat st;
    int in = open(from, O_RDONLY | O_CLOEXEC);
    int out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0755);
    if (in < 0 || out < 0 || fstat(in, &st) != 0)
        err(1, "cannot copy %s to %s", from, to);
    char *content = read_whole(in, (size_t)st.st_size);
    if (write(out, content, (size_t)st.st_size) != st.st_size || close(out) != 0)
        err(1, "cannot write %s", to);
    free(content);
    close(in);
}

static void copy_beside(const char *library, const char *folder) {
    const char *end = strrchr(library, '/');
    char *from;
    if (asprintf(&from, "%.*s/%s", (int)(end - library), library, BESIDE) < 0)
        err(1, "%s", BESIDE);
    char *to = joined(folder, BESIDE);
    if (access(from, R_OK) == 0 && strcmp(end + 1, BESIDE) != 0)
        copy(from, to);
    free(to);
    free(from);
}

char *bench_installed(const char *name, const char *library) {
    char own[NAME_MAX];
    snprintf(own, sizeof(own), "library-%s", name);
    char *folder = bench_scratch_path(own);
    char *to = joined(folder, strrchr(library, '/') + 1);
    if (mkdir(folder, 0755) != 0)
        err(1, "cannot create %s (one condition a name)", folder);
    copy(library, to);
    copy_beside(library, folder);
    free(folder);
    return to;
}
