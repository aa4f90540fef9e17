// SPDX-License-Identifier: MIT
#ifndef CT_HOOKS_PROGRAM_H
#define CT_HOOKS_PROGRAM_H

#include <stdbool.h>

#include "event/event.h"

// The program that an exec or spawn call names: which file it is, and whether the shim will be in
// it.

struct ct_program {
    const char *path; // borrowed from the caller or from `line`
    char *line;       // a scratch line to give back, or NULL
};

// Finds the file of a p-variant along PATH of this process, as execvp(3) does; otherwise `file`
// itself.
void ct_program_find(struct ct_program *program, const char *file, bool search);
void ct_program_finish(struct ct_program *program);

// Writes a blind event where `envp` drops the shim for good, or where the shim will not be in
// `path` whatever the environment: that once for each program in a process.
void ct_program_inspect(enum ct_api api, const char *path, char *const *envp);
void ct_program_inspect_at(enum ct_api api, int dir, const char *path, char *const *envp);
void ct_program_inspect_fd(enum ct_api api, int fd, const char *path, char *const *envp);

#endif
