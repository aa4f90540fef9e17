// SPDX-License-Identifier: MIT
// The clock, in nanoseconds. clock_gettime(2) of libc goes through the vDSO; it sets no errno for
// valid clocks.
#include "base/raw.h"

#include <time.h>

static uint64_t nanoseconds(const struct timespec *time) {
    return (uint64_t)time->tv_sec * 1000000000u + (uint64_t)time->tv_nsec;
}

uint64_t ct_clock_ns(int clock) {
    struct timespec now;

    clock_gettime(clock, &now);
    return nanoseconds(&now);
}

uint64_t ct_clock_cold_ns(int clock) {
    struct timespec now;

    if (ct_raw(SYS_clock_gettime, clock, &now) != 0)
        return ct_clock_ns(clock); // a filter refuses the call; the vDSO needs none
    return nanoseconds(&now);
}
