// SPDX-License-Identifier: MIT
#ifndef CT_SAVESTREAM_H
#define CT_SAVESTREAM_H

#include <stdio.h>

// A file that is written piece by piece, too large to be held in memory. A plain file is replaced
// at once when all of it is there; anything else (a device, a pipe, a symbolic link) is written to.
struct ct_savestream {
    FILE *out;
    const char *path; // borrowed
    char *draft;      // NULL where the file itself is written
    int fd;
    int failed; // -errno of the first write that failed
};

// Returns 0 or -errno; then there is nothing to end.
int ct_savestream_open(struct ct_savestream *stream, const char *path);

// Return 0 or -errno of whatever went wrong since it was opened; the stream is gone after either.
// A dropped one leaves what was there.
int ct_savestream_commit(struct ct_savestream *stream);
void ct_savestream_drop(struct ct_savestream *stream);

// From here on a signal that asks the tool to end (SIGINT, SIGTERM, SIGHUP) takes drafts with it.
void ct_savestream_guard(void);

#endif
