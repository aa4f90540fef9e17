// SPDX-License-Identifier: MIT
#ifndef CT_WHERE_H
#define CT_WHERE_H

#include <stdint.h>

#include "clonetrace/trace/record.h"

// A place in the code, named so that it is the same on another machine and, where the program
// exports a symbol for it, in another build: the last component of the module's path with the
// symbol, or else with the offset.
struct ct_where {
    const char *module; // NULL where the log does not know it
    const char *symbol; // NULL where none is exported there
    uint64_t offset;    // 0 with a symbol
};

// Borrows the site's strings.
struct ct_where ct_where_of(const struct ct_record_site *site);

// By module, symbol and offset; 0 for the same place.
int ct_where_order(const struct ct_where *a, const struct ct_where *b);

#endif
