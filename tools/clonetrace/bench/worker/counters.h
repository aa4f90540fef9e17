// SPDX-License-Identifier: MIT
#ifndef CT_WORKER_COUNTERS_H
#define CT_WORKER_COUNTERS_H

#include <stdint.h>

// The CPU's own counters of this task and the children that it creates while they count, the kernel
// included. Open for one operation and closed after it: a counter that is inherited makes every
// creation dearer.
struct ct_counters {
    int cycles, misses; // descriptors, -1 where there is none
};

// Returns 0 or an errno: ENOENT where the machine counts no cycles, EACCES and EPERM where
// kernel.perf_event_paranoid forbids it. Starts to count.
int ct_counters_open(struct ct_counters *counters);

// Stops, and gives what was counted; UINT64_MAX for what was not.
void ct_counters_close(struct ct_counters *counters, uint64_t *cycles, uint64_t *misses);

#endif
