// SPDX-License-Identifier: MIT
// The smallest program with the C library in it, for the loader to start. Its first own instruction
// is the one after that work; see static.c.
#include <time.h>
#include <unistd.h>

#include "clonetrace/bench/program/stamp.h"

int main(void) {
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC_RAW, &now);
    // Nobody may be listening.
    return pwrite(CT_STAMP_FD, &now, sizeof now, CT_STAMP_OFFSET) == 0;
}
