// SPDX-License-Identifier: MIT
// How the tool says that it failed: one line, one write, one exit status. Nothing else in the tool
// calls exit(3), and only for want of memory does this file.
#include "clonetrace/cli/fail.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

// A path may hold anything: a newline would forge a second line, an escape would reach the
// terminal.
static void make_visible(char *text) {
    for (; *text; text++) {
        if ((unsigned char)*text < ' ' || *text == 0x7f)
            *text = '?';
    }
}

int ct_fail(const char *format, ...) {
    char text[2048];
    char line[2200];
    va_list args;
    int len;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    make_visible(text);
    len = snprintf(line, sizeof line, "clonetrace: %s\n", text);
    if (write(STDERR_FILENO, line, (size_t)len) < 0)
        return CT_EXIT_FAILED; // nobody is listening; the status still says it
    return CT_EXIT_FAILED;
}

static void *have(void *memory) {
    if (!memory)
        exit(ct_fail("out of memory; free some, or trace a shorter run"));
    return memory;
}

void *ct_alloc(size_t size) {
    return have(calloc(1, size ? size : 1));
}

void *ct_realloc(void *old, size_t size) {
    return have(realloc(old, size ? size : 1));
}

char *ct_format(const char *format, ...) {
    char *text = NULL;
    va_list args;

    va_start(args, format);
    if (vasprintf(&text, format, args) < 0)
        text = NULL;
    va_end(args);
    return have(text);
}
