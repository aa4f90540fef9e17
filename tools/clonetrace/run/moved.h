// SPDX-License-Identifier: MIT
#ifndef CT_MOVED_H
#define CT_MOVED_H

#include <stdbool.h>

#include "clonetrace/run/logfile.h"

// What became of a log when the program has ended: its name may be another file's, or nobody's, for
// processes make it anew where it is gone.
struct ct_moved {
    bool moved;
    int fd;    // of the file that has the name now, to be read after the first; -1: none
    char *now; // the name that the first file has now; NULL where it has none
};

void ct_moved_look(struct ct_moved *moved, const struct ct_logfile *file);
void ct_moved_finish(struct ct_moved *moved);

#endif
