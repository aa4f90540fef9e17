// SPDX-License-Identifier: MIT
#ifndef CT_HOOKS_PIDFD_H
#define CT_HOOKS_PIDFD_H

#include <sys/types.h>

// The process behind a pidfd, in this process's pid namespace; 0 where /proc does not say.
pid_t ct_pidfd_pid(int pidfd);

#endif
