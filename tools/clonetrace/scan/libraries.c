// SPDX-License-Identifier: MIT
// Finds libraries as ld.so(8) does. In place of the loader's cache it reads what the cache is made
// from, ld.so.conf(5), so it also finds what ldconfig(8) was not yet run for. Does not know the
// subdirectories for newer CPUs: the same library is in them, built otherwise.
#include "clonetrace/scan/libraries.h"

#include <fcntl.h>
#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clonetrace/cli/fail.h"
#include "clonetrace/scan/scan_elf.h"

enum { NESTED = 8 };

static void add(struct ct_libraries *libraries, const char *dir) {
    libraries->dirs = ct_realloc(libraries->dirs, (libraries->ndirs + 1) * sizeof *libraries->dirs);
    libraries->dirs[libraries->ndirs++] = ct_format("%s", dir);
}

static void read_conf(struct ct_libraries *libraries, const char *path, unsigned depth);

static void include(struct ct_libraries *libraries, const char *pattern, unsigned depth) {
    char *whole = ct_format("%s%s", *pattern == '/' ? "" : "/etc/", pattern);
    glob_t found = {0};

    if (depth < NESTED && !glob(whole, 0, NULL, &found)) {
        for (size_t i = 0; i < found.gl_pathc; i++)
            read_conf(libraries, found.gl_pathv[i], depth + 1);
    }
    globfree(&found);
    free(whole);
}

static void read_conf(struct ct_libraries *libraries, const char *path, unsigned depth) {
    FILE *file = fopen(path, "re");
    char *line = NULL;
    size_t size = 0;

    while (file && getline(&line, &size, file) > 0) {
        char *word, *rest = line;

        line[strcspn(line, "#\n")] = '\0';
        word = strtok_r(rest, " \t", &rest);
        if (word && !strcmp(word, "include")) {
            while ((word = strtok_r(NULL, " \t", &rest)))
                include(libraries, word, depth);
        } else if (word && *word == '/') {
            add(libraries, word);
        }
    }
    free(line);
    if (file)
        fclose(file);
}

void ct_libraries_init(struct ct_libraries *libraries) {
    static const char *const trusted[] = {"/lib64", "/usr/lib64", "/lib", "/usr/lib"};

    *libraries = (struct ct_libraries){0};
    read_conf(libraries, "/etc/ld.so.conf", 0);
    for (size_t i = 0; i < sizeof trusted / sizeof *trusted; i++)
        add(libraries, trusted[i]);
}

void ct_libraries_finish(struct ct_libraries *libraries) {
    for (size_t i = 0; i < libraries->ndirs; i++)
        free(libraries->dirs[i]);
    free(libraries->dirs);
}

// The path if the loader would take it; frees it and returns NULL if not.
static char *taken(char *path, const struct ct_scan_object *program) {
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    struct stat st;
    bool fits = fd >= 0 && !fstat(fd, &st) && S_ISREG(st.st_mode) && ct_scan_elf_fits(fd, program);

    if (fd >= 0)
        close(fd);
    if (fits)
        return path;
    free(path);
    return NULL;
}

// Where an object lies, for $ORIGIN; the caller frees it.
static char *origin_of(const struct ct_scan_object *object) {
    char *real = realpath(object->path, NULL);
    char *slash = real ? strrchr(real, '/') : NULL;

    if (!slash) {
        free(real);
        return ct_format(".");
    }
    slash[slash == real] = '\0';
    return real;
}

// One directory of a search path, its $ORIGIN resolved; the caller frees it.
static char *expand(const char *dir, size_t len, const struct ct_scan_object *object) {
    char *text = ct_format("%.*s", (int)len, len ? dir : ".");
    char *at = strstr(text, "$ORIGIN"), *origin, *longer;
    size_t name = 7;

    if (!at && (at = strstr(text, "${ORIGIN}")))
        name = 9;
    if (!at)
        return text;
    origin = origin_of(object);
    longer = ct_format("%.*s%s%s", (int)(at - text), text, origin, at + name);
    free(origin);
    free(text);
    return longer;
}

static char *search(const char *list, const char *separators, const struct ct_scan_object *object,
                    const struct ct_scan_object *program, const char *name) {
    char *found = NULL;

    while (list && *list && !found) {
        size_t len = strcspn(list, separators);
        char *dir = expand(list, len, object);

        found = taken(ct_format("%s/%s", dir, name), program);
        free(dir);
        list += len + (list[len] != '\0');
    }
    return found;
}

// RPATH counts only without RUNPATH, and then the one of everybody up to the program.
static char *search_rpaths(const struct ct_scan_object *objects, size_t by, const char *name) {
    char *found = NULL;

    if (objects[by].runpath)
        return NULL;
    for (size_t i = by; !found; i = objects[i].needed_by) {
        if (!objects[i].runpath)
            found = search(objects[i].rpath, ":", &objects[i], objects, name);
        if (i == 0)
            break;
    }
    return found;
}

char *ct_libraries_find(const struct ct_libraries *libraries, const struct ct_scan_object *objects,
                        size_t by, const char *name) {
    char *found;

    if (strchr(name, '/'))
        return taken(expand(name, strlen(name), &objects[by]), objects);
    found = search_rpaths(objects, by, name);
    if (!found)
        found = search(getenv("LD_LIBRARY_PATH"), ":;", objects, objects, name);
    if (!found)
        found = search(objects[by].runpath, ":", &objects[by], objects, name);
    for (size_t i = 0; i < libraries->ndirs && !found; i++)
        found = taken(ct_format("%s/%s", libraries->dirs[i], name), objects);
    return found;
}
