// SPDX-License-Identifier: MIT
#ifndef CT_NAMES_H
#define CT_NAMES_H

#include "clonetrace/trace/map.h"

// One copy of every string that a trace repeats, so that equal names are equal pointers.
struct ct_names {
    struct ct_map by_hash;
    struct ct_name *all;
};

// Returns the kept copy, valid until ct_names_finish; NULL for NULL.
const char *ct_names_keep(struct ct_names *names, const char *text);
void ct_names_finish(struct ct_names *names);

#endif
