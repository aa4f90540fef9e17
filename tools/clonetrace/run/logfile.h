// SPDX-License-Identifier: MIT
#ifndef CT_LOGFILE_H
#define CT_LOGFILE_H

#include <stdbool.h>

// The file that the traced processes append to: the user's, or a private one that goes with the
// run.
struct ct_logfile {
    char *path; // absolute
    char *
        directory; // private, to be removed with the file in it; NULL where the user named the file
    int fd;        // open for writing at its end, closed on exec
    bool regular;  // can be read back
};

// Opens `name`, locks it against other runs and empties it, or makes a private file where it is
// NULL. Returns 0, or CT_EXIT_FAILED after telling.
int ct_logfile_open(struct ct_logfile *file, const char *name);
void ct_logfile_close(struct ct_logfile *file);

// Takes a private file away; what is open stays open. Nothing happens to one that the user named.
void ct_logfile_remove(struct ct_logfile *file);

// Opens it again for reading. Returns the descriptor or -errno.
int ct_logfile_read(const struct ct_logfile *file);

// A sentence about why lines may be missing from it (full, at a limit), or NULL.
const char *ct_logfile_trouble(const struct ct_logfile *file);

#endif
