// SPDX-License-Identifier: MIT
// Owns the suite's paths and files; knows nothing of programs, logs or the shim.
#include "place.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

char *text(const char *format, ...) {
    char *result = NULL;
    va_list args;

    va_start(args, format);
    cr_assert_geq(vasprintf(&result, format, args), 0);
    va_end(args);
    return result;
}

const char *setting(const char *name) {
    const char *value = getenv(name);

    cr_assert_not_null(value, "%s is not set: run this through meson test", name);
    return value;
}

const char *guest_path(const char *name) {
    return strchr(name, '/') ? name : text("%s/%s", setting("CT_TEST_GUESTS"), name);
}

bool have_program(const char *name) {
    if (strchr(name, '/'))
        return access(name, X_OK) == 0;
    const char *const dirs[] = {"/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin"};

    for (size_t i = 0; i < sizeof dirs / sizeof *dirs; i++)
        if (access(text("%s/%s", dirs[i], name), X_OK) == 0)
            return true;
    return false;
}

char *new_path(const char *suffix) {
    static int count;
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now); // pids come again where thousands of guests are run
    return text("%s/%d-%d-%lld.%09ld%s", setting("CT_TEST_DIR"), (int)getpid(), count++,
                (long long)now.tv_sec, now.tv_nsec, suffix);
}

char *new_directory(void) {
    char *path = new_path(".d");

    cr_assert_eq(mkdir(path, 0777), 0, "mkdir %s: %s", path, strerror(errno));
    cr_assert_eq(chmod(path, 0777), 0);
    return path;
}

char *read_file(const char *path, size_t *size) {
    FILE *file = fopen(path, "re");
    char *content = NULL;
    size_t length = 0, room = 0;

    do {
        if (length + 1 >= room)
            cr_assert_not_null(content = realloc(content, room = room * 2 + 65536));
        length += file ? fread(content + length, 1, room - length - 1, file) : 0;
    } while (file && !feof(file) && !ferror(file));
    if (file)
        fclose(file);
    content[length] = '\0';
    if (size)
        *size = length;
    return content;
}

void write_file(const char *path, const char *content, unsigned mode) {
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
    size_t length = strlen(content);

    cr_assert_geq(fd, 0, "%s: %s", path, strerror(errno));
    cr_assert_eq(write(fd, content, length), (ssize_t)length);
    close(fd);
}

void replace_all(char *in, const char *what, char by) {
    for (char *at = strstr(in, what); at; at = strstr(at, what)) {
        *at = by;
        memmove(at + 1, at + strlen(what), strlen(at + strlen(what)) + 1);
    }
}
