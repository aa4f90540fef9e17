// SPDX-License-Identifier: MIT
#ifndef CT_EVENT_SUGGEST_H
#define CT_EVENT_SUGGEST_H

#include <stddef.h>

// How many single-character edits (insert, delete, replace, swap of neighbours) lead from a to b;
// words longer than 31 bytes are never near anything.
size_t ct_suggest_distance(const char *a, const char *b);

// Whether a distance is small enough for "did you mean": at most one edit in three characters.
int ct_suggest_near(const char *word, size_t distance);

// The nearest of many: start with {.word = …, .distance = (size_t)-1}, offer each name that exists,
// and take `best` where ct_suggest_near(word, distance). Names are borrowed.
struct ct_suggest {
    const char *word;
    const char *best;
    size_t distance;
};

void ct_suggest_offer(struct ct_suggest *suggest, const char *name);

#endif
