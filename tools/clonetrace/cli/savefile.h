// SPDX-License-Identifier: MIT
#ifndef CT_SAVEFILE_H
#define CT_SAVEFILE_H

#include <stddef.h>

// Writes a whole file, or leaves what was there: a plain file is replaced at once by a finished
// one. Anything else (a device, a pipe, a symbolic link) is opened and written to. Returns 0 or
// -errno.
int ct_savefile(const char *path, const char *text, size_t len);

#endif
