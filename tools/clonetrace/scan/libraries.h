// SPDX-License-Identifier: MIT
#ifndef CT_LIBRARIES_H
#define CT_LIBRARIES_H

#include <stddef.h>

#include "clonetrace/scan/scan.h"

// Where the loader looks for libraries that nobody says where to find.
struct ct_libraries {
    char **dirs;
    size_t ndirs;
};

void ct_libraries_init(struct ct_libraries *libraries);
void ct_libraries_finish(struct ct_libraries *libraries);

// The file that the loader takes for `name`, which objects[by] needs; NULL where there is none.
// objects[0] is the program, the caller frees the path. Source: ld.so(8).
char *ct_libraries_find(const struct ct_libraries *libraries, const struct ct_scan_object *objects,
                        size_t by, const char *name);

#endif
