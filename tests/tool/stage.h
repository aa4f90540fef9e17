// SPDX-License-Identifier: MIT
#ifndef CT_TESTS_STAGE_H
#define CT_TESTS_STAGE_H

#include <stdbool.h>

// Where a test of the command acts: an empty directory of its own, which is the current one and
// goes with it. Scripts find the command as $T, the guests' directory as $G, and the layout that is
// being tested as $L.
void stage_open(void);
void stage_close(void);

// The same with what `clonetrace bench` measures with beside the command.
void stage_open_bench(void);

// What a script did.
struct acted {
    int status; // as a shell gives it
    char *out;  // stdout
    char *err;  // stderr
};

// Runs `script` with /bin/sh, stdin from /dev/null. Fails the test when it takes longer than a
// minute.
struct acted act(const char *script);

// Expects this status of a script, and `what` on its stderr.
void act_says(const char *script, int status, const char *what);

// The same where nothing was run: stderr is that one line, and stdout is empty.
void act_fails(const char *script, int status, const char *what);

// Skips the test where only the stand-in is there: it creates no lines for tasks, and a sanitized
// clonetrace cannot be preloaded into.
void needs_library(void);

// The content of a file, "" where there is none. Belongs to the stage.
char *content(const char *path);

// How often `what` occurs in `text`.
unsigned times(const char *text, const char *what);

// Whether it is exactly one line, ended.
bool one_line(const char *text);

#endif
