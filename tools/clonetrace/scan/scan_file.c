// SPDX-License-Identifier: MIT
// From a name to everything that is known of it: through scripts to the program, from the program
// to its libraries. Never runs anything. Whether the library will be there is event/blind.c's word.
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "clonetrace/trace/command.h"
#include "clonetrace/cli/fail.h"
#include "clonetrace/scan/libraries.h"
#include "clonetrace/scan/scan_elf.h"
#include "clonetrace/scan/scan_verdict.h"
#include "event/blind.h"

enum { HEAD = 256, SCRIPTS = 5 }; // the kernel reads so much of a script, and follows four

static const char *open_regular(const char *path, int *fd) {
    struct stat st;

    *fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (*fd < 0)
        return errno != ENOENT      ? strerror(errno)
               : !strcmp(path, "-") ? "programs are looked at as files, not on standard input"
                                    : "no such file";
    if (fstat(*fd, &st) == 0 && S_ISREG(st.st_mode))
        return NULL;
    close(*fd);
    return S_ISDIR(st.st_mode) ? "a directory; name a program in it" : "not a regular file";
}

static char *search_path(const char *name) {
    const char *list = getenv("PATH");

    while (list && *list) {
        int len = (int)strcspn(list, ":");
        char *path = ct_format("%.*s/%s", len ? len : 1, len ? list : ".", name);

        if (access(path, X_OK) == 0)
            return path;
        free(path);
        list += len + (list[len] != '\0');
    }
    return NULL;
}

// What `#!/usr/bin/env NAME` or `env -S NAME` runs: the next program that matters. NULL where the
// line is more than that.
static char *behind_env(const char *interpreter, char *argument) {
    char *name, *rest = argument;

    if (!argument || strcmp(ct_command_base(interpreter), "env") != 0)
        return NULL;
    name = strtok_r(rest, " \t", &rest);
    if (name && !strcmp(name, "-S"))
        name = strtok_r(NULL, " \t", &rest);
    if (!name || *name == '-' || strchr(name, '='))
        return NULL;
    return strchr(name, '/') ? ct_format("%s", name) : search_path(name);
}

// The interpreter that a file names, for the caller to free; NULL where it is no script.
static char *interpreter_of(int fd, bool *env) {
    char head[HEAD + 1];
    ssize_t got = pread(fd, head, HEAD, 0);
    char *rest = head + 2, *path, *argument, *next;

    if (got < 3 || head[0] != '#' || head[1] != '!')
        return NULL;
    head[got] = '\0';
    head[strcspn(head, "\n")] = '\0';
    path = strtok_r(rest, " \t", &rest);
    if (!path)
        return NULL;
    argument = strtok_r(NULL, "", &rest);
    next = behind_env(path, argument);
    *env = next != NULL;
    return next ? next : ct_format("%s", path);
}

static int fails(struct ct_scan *scan, const char *path, const char *problem) {
    char *text = scan->nchain
                     ? ct_format("%s: its interpreter %s: %s", scan->chain[0], path, problem)
                     : ct_format("%s: %s", path, problem);

    ct_scan_finish(scan);
    scan->problem = text;
    return -1;
}

// Follows scripts; *path becomes the program's. Returns its descriptor, or -1.
static int follow(struct ct_scan *scan, char **path, bool *env) {
    const char *problem;
    int fd;

    while (!(problem = open_regular(*path, &fd))) {
        bool by_env = false;
        char *next = interpreter_of(fd, &by_env);

        if (!next)
            return fd;
        close(fd);
        *env |= by_env;
        scan->chain = ct_realloc(scan->chain, (scan->nchain + 1) * sizeof *scan->chain);
        scan->chain[scan->nchain++] = *path;
        *path = next;
        if (scan->nchain > SCRIPTS) {
            problem = "too many interpreters, each a script";
            break;
        }
    }
    fails(scan, *path, problem);
    return -1;
}

static void note_privileges(int fd, struct ct_scan *scan) {
    struct stat st;

    if (fstat(fd, &st))
        return;
    scan->setuid = st.st_mode & S_ISUID;
    scan->setgid = (st.st_mode & (S_ISGID | S_IXGRP)) == (S_ISGID | S_IXGRP);
    scan->owner = st.st_uid;
    scan->group = st.st_gid;
    scan->capabilities = fgetxattr(fd, "security.capability", NULL, 0) > 0;
}

static struct ct_scan_object *add_object(struct ct_scan *scan, char *path) {
    struct ct_scan_object *object;

    scan->objects = ct_realloc(scan->objects, (scan->nobjects + 1) * sizeof *scan->objects);
    object = &scan->objects[scan->nobjects++];
    *object = (struct ct_scan_object){.path = path};
    return object;
}

static bool known(const struct ct_scan *scan, const char *name) {
    for (size_t i = 0; i < scan->nobjects; i++) {
        const struct ct_scan_object *object = &scan->objects[i];

        if ((object->soname && !strcmp(object->soname, name)) || !strcmp(object->path, name) ||
            (i && !strcmp(ct_command_base(object->path), name)))
            return true;
    }
    for (size_t i = 0; i < scan->nmissing; i++) {
        if (!strcmp(scan->missing[i], name))
            return true;
    }
    return false;
}

static void add_library(struct ct_scan *scan, const struct ct_libraries *libraries, size_t by,
                        const char *name) {
    char *path = ct_libraries_find(libraries, scan->objects, by, name);
    struct ct_scan_object *object;
    int fd = -1;

    if (path && !open_regular(path, &fd)) {
        object = add_object(scan, path);
        object->needed_by = by;
        path = NULL;
        if (!ct_scan_elf_read(fd, object)) {
            close(fd);
            return;
        }
        close(fd);
        ct_scan_elf_finish(object);
        scan->nobjects--;
    }
    free(path);
    scan->missing = ct_realloc(scan->missing, (scan->nmissing + 1) * sizeof *scan->missing);
    scan->missing[scan->nmissing++] = ct_format("%s", name);
}

// The array grows while it is walked: a library's libraries come behind it.
static void add_libraries(struct ct_scan *scan) {
    struct ct_libraries libraries;

    ct_libraries_init(&libraries);
    for (size_t i = 0; i < scan->nobjects; i++) {
        for (size_t j = 0; j < scan->objects[i].nneeded; j++) {
            const char *name = scan->objects[i].needed[j];

            if (!known(scan, name) && scan->nobjects + scan->nmissing < CT_SCAN_OBJECTS)
                add_library(scan, &libraries, i, name);
        }
    }
    ct_libraries_finish(&libraries);
}

// Libraries can be looked for only where this machine's loader would.
static bool has_this_loader(const struct ct_scan *scan) {
    return !scan->blind || scan->reason == CT_BLIND_SETUID;
}

// A script's interpreters count as well: it is the first of them that the kernel starts.
static void inspect(struct ct_scan *scan, const char *first, const char *program, bool env) {
    scan->blind = ct_blind_inspect(first, &scan->reason) > 0 ||
                  (env && ct_blind_inspect(program, &scan->reason) > 0);
}

int ct_scan_file(const char *path, struct ct_scan *scan) {
    char *program = ct_format("%s", path);
    const char *problem;
    bool env = false;
    int fd;

    *scan = (struct ct_scan){0};
    inspect(scan, path, path, false);
    if (scan->blind && scan->reason == CT_BLIND_UNREADABLE) {
        free(program);
        ct_scan_decide(scan);
        return 0;
    }
    fd = follow(scan, &program, &env);
    if (fd < 0) {
        free(program);
        return -1;
    }
    note_privileges(fd, scan);
    problem = ct_scan_elf_read(fd, add_object(scan, program));
    close(fd);
    if (problem) {
        program = ct_format("%s", program);
        fails(scan, program, problem);
        free(program);
        return -1;
    }
    inspect(scan, path, program, env);
    if (scan->objects[0].form == CT_SCAN_LIBRARY && scan->reason == CT_BLIND_STATIC)
        scan->blind = false; // the program that loads it decides
    if (has_this_loader(scan))
        add_libraries(scan);
    ct_scan_decide(scan);
    return 0;
}

static void finish_names(char **names, size_t count) {
    for (size_t i = 0; i < count; i++)
        free(names[i]);
    free(names);
}

void ct_scan_finish(struct ct_scan *scan) {
    for (size_t i = 0; i < scan->nobjects; i++)
        ct_scan_elf_finish(&scan->objects[i]);
    free(scan->objects);
    finish_names(scan->chain, scan->nchain);
    finish_names(scan->missing, scan->nmissing);
    free(scan->why);
    free(scan->problem);
    *scan = (struct ct_scan){0};
}
