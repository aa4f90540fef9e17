// SPDX-License-Identifier: MIT
#ifndef CT_EVENT_BLIND_H
#define CT_EVENT_BLIND_H

#include "event/event.h"

// Will the shim be loaded into this program? Follows `#!` interpreters. Returns 1 and the reason
// where it will not, 0 where it will, -errno where the file cannot be looked at (execve will say
// why). Only system calls: may run in a vfork child. Sources: ld.so(8), execve(2), elf(5).
int ct_blind_inspect(const char *path, enum ct_blind *reason);
// The same for an open file.
int ct_blind_inspect_fd(int fd, enum ct_blind *reason);

#endif
