// SPDX-License-Identifier: MIT
#ifndef CT_SINK_QUIET_H
#define CT_SINK_QUIET_H

#include <stddef.h>

#include "sink/target.h"

// write(2) that the program does not notice: no SIGPIPE from a pipe without reader, no SIGXFSZ at
// RLIMIT_FSIZE. Returns the bytes written or -errno.
long ct_quiet_write(const struct ct_target *target, const char *data, size_t len);

#endif
