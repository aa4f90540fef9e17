// SPDX-License-Identifier: MIT
#ifndef CT_POLICY_GLOB_H
#define CT_POLICY_GLOB_H

#include <stdbool.h>

// Shell patterns over whole strings: `*` any run of characters, `/` included, `?` one character of
// UTF-8, `[a-z]` one byte of a set, `[!a-z]` one character outside of it, `\` takes the next byte
// as it is.

// Whether all of the text matches. No recursion, no allocation; takes at most length times length
// steps. The pattern is one that ct_glob_fault() finds no fault with.
bool ct_glob_match(const char *pattern, const char *text);

// The next part of a pattern, which moves on behind it: a byte that stands for itself, CT_GLOB_ANY
// for a `*`, a `?` or a set, CT_GLOB_END at the end. For patterns without fault.
enum { CT_GLOB_END = -1, CT_GLOB_ANY = -2 };
int ct_glob_next(const char **pattern);

// What is wrong with a pattern, as a phrase, or NULL.
const char *ct_glob_fault(const char *pattern);

// Whether the pattern has none of the special characters, so that it matches itself alone.
bool ct_glob_is_plain(const char *pattern);

#endif
