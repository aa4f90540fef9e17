// SPDX-License-Identifier: MIT
// The temporary directory of a run and its removal. Never touches anything outside of it.
#include "scratch.h"

#include <err.h>
#include <ftw.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char *directory;
static pid_t owner;
static volatile sig_atomic_t interrupted;

static int remove_entry(const char *path, const struct stat *st, int type, struct FTW *ftw) {
    return remove(path);
}

static void remove_directory(void) {
    if (getpid() == owner)
        nftw(directory, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

static void note_signal(int number) {
    interrupted = number;
}

int bench_scratch_interrupted(void) {
    return interrupted;
}

void bench_scratch_end_if_interrupted(void) {
    if (interrupted)
        errx(128 + interrupted, "interrupted");
}

const char *bench_scratch_create(void) {
    const char *parent = getenv("TMPDIR");
    if (asprintf(&directory, "%s/clonetrace-bench-XXXXXX", parent && *parent ? parent : "/tmp") < 0)
        err(1, "temporary directory");
    if (!mkdtemp(directory))
        err(1, "cannot create %s (set TMPDIR)", directory);
    owner = getpid();
    atexit(remove_directory);
    struct sigaction action = {.sa_handler = note_signal, .sa_flags = SA_RESTART};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGHUP, &action, NULL);
    return directory;
}

char *bench_scratch_path(const char *name) {
    char *path;
    if (asprintf(&path, "%s/%s", directory, name) < 0)
        err(1, "%s", name);
    return path;
}

void bench_scratch_write(const char *name, const char *format, ...) {
    char *path = bench_scratch_path(name);
    FILE *file = fopen(path, "w");
    va_list arguments;
    va_start(arguments, format);
    if (!file || vfprintf(file, format, arguments) < 0 || fclose(file) != 0)
        err(1, "cannot write %s", path);
    va_end(arguments);
    free(path);
}
