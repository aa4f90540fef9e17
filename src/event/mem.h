// SPDX-License-Identifier: MIT
#ifndef CT_EVENT_MEM_H
#define CT_EVENT_MEM_H

#include "event/event.h"

// Memory of the calling process: VmRSS and VmPTE of /proc/self/status in KiB (proc(5)), and the
// minor faults of getrusage(2). What cannot be read stays 0. About 11 µs.
void ct_mem_read(struct ct_mem *mem);

// Minor faults of the process since it was created, through its execs too.
uint64_t ct_mem_minor_faults(void);

#endif
