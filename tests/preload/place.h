// SPDX-License-Identifier: MIT
#ifndef CT_PRELOAD_PLACE_H
#define CT_PRELOAD_PLACE_H

#include <stdbool.h>
#include <stddef.h>

// Where a suite's files are, and text about them. What is allocated lives as long as the test's
// process; the files live as long as the suite.

char *text(const char *format, ...) __attribute__((format(printf, 1, 2)));

const char *setting(const char *name);    // an environment variable that meson.build sets; required
const char *guest_path(const char *name); // unchanged where it has a slash
bool have_program(const char *name);      // in the PATH that guests get

// A new path, or a new directory that everybody may write, under the suite's directory.
char *new_path(const char *suffix);
char *new_directory(void);

char *read_file(const char *path, size_t *size); // "" where it is not there; size may be NULL
void write_file(const char *path, const char *content, unsigned mode);
void replace_all(char *in, const char *what, char by);

#endif
