// SPDX-License-Identifier: MIT
#ifndef CT_FAIL_H
#define CT_FAIL_H

#include <stddef.h>

#define CT_EXIT_FAILED 125         // clonetrace itself could not do what it was asked to do
#define CT_EXIT_NOT_EXECUTABLE 126 // the program was found, the kernel refused to start it
#define CT_EXIT_NOT_FOUND 127      // there is no such program

// Writes "clonetrace: " and the text as one line on stderr, control characters made visible, and
// returns CT_EXIT_FAILED, so that a caller can say `return ct_fail(…)`. Say what to do, not only
// what broke.
int ct_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

// malloc(3) and realloc(3) that end the tool with CT_EXIT_FAILED when there is no memory.
// ct_alloc's is zeroed.
void *ct_alloc(size_t size);
void *ct_realloc(void *old, size_t size);
char *ct_format(const char *format, ...) __attribute__((format(printf, 1, 2))); // caller frees

#endif
