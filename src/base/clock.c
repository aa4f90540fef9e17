// SPDX-License-Identifier: MIT
// The clock, in nanoseconds. clock_gettime(2) of libc goes through the vDSO; it sets no errno for
// valid clocks.
#include "base/raw.h"

#include <time.h>

uint64_t ct_clock_ns(int clock) {
    struct timespec now;

    clock_gettime(clock, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}
