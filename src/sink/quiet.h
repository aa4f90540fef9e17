// SPDX-License-Identifier: MIT
#ifndef CT_SINK_QUIET_H
#define CT_SINK_QUIET_H

#include <stddef.h>

#include "sink/target.h"

// write(2) that the program does not notice: no SIGPIPE from a pipe without reader, no SIGXFSZ at
// RLIMIT_FSIZE. Returns the bytes written or -errno.
long ct_quiet_write(const struct ct_target *target, const char *data, size_t len);

// Looks at RLIMIT_FSIZE: at the start, and when the program may have set it. Once limited stays
// limited, since a vfork child that limits itself shares this memory.
void ct_quiet_limits_changed(void);

#endif
