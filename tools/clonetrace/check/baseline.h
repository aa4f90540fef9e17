// SPDX-License-Identifier: MIT
#ifndef CT_BASELINE_H
#define CT_BASELINE_H

#include <stdbool.h>
#include <stddef.h>

#include "clonetrace/trace/matches.h"

// Violations that are known and accepted. An entry says which rule, by which function, with which
// flags, and from where: the last component of the module's path, with the symbol or else the
// offset. Counts and ids change from run to run and are no part of it.
struct ct_baseline {
    struct ct_baseline_entry {
        char *rule, *api, *flags;
        char *module;              // NULL where the log does not know it
        char *symbol;              // NULL where none is exported there
        unsigned long long offset; // 0 with a symbol
        bool occurred;
    } * entries;
    size_t count, cap;
};

// Reads a file. Returns 0, or CT_EXIT_FAILED after telling where it is wrong.
int ct_baseline_read(struct ct_baseline *baseline, const char *path);
void ct_baseline_finish(struct ct_baseline *baseline);

// Whether it has the match; marks the entry.
bool ct_baseline_has(struct ct_baseline *baseline, const struct ct_match *match);

// How many of its entries did not occur.
size_t ct_baseline_gone(const struct ct_baseline *baseline);

// Adds those that are not in it yet, denials and kills only.
void ct_baseline_add(struct ct_baseline *baseline, const struct ct_matches *matches);

// Returns 0 or -errno.
int ct_baseline_write(struct ct_baseline *baseline, const char *path);

#endif
