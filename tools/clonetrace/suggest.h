// SPDX-License-Identifier: MIT
#ifndef CT_SUGGEST_H
#define CT_SUGGEST_H

#include <stddef.h>

// How many single-character edits (insert, delete, replace, swap of neighbours) lead from a to b;
// words longer than 31 bytes are never near anything.
size_t ct_suggest_distance(const char *a, const char *b);

// Whether a distance is small enough for "did you mean": at most one edit in three characters.
int ct_suggest_near(const char *word, size_t distance);

#endif
