// SPDX-License-Identifier: MIT
// The cheapest program to execute: a few pages, no C library, no loader. It reads the clock with
// its first instructions and hands the time to whoever left descriptor 3 open; where nobody did,
// the write fails and costs next to nothing. Must not call anything that would need a C library.
#include <stddef.h>
#include <time.h>
#include <unistd.h>

#include "base/raw.h"
#include "clonetrace/bench/program/stamp.h"

void ct_program_main(void);

// Called by start.S, which also aligned the stack.
void ct_program_main(void) {
    struct timespec now;

    ct_raw(SYS_clock_gettime, (long)CLOCK_MONOTONIC_RAW, &now);
    ct_raw(SYS_pwrite64, (long)CT_STAMP_FD, &now, sizeof now, (long)CT_STAMP_OFFSET);
    for (;;)
        ct_raw(SYS_exit_group, 0L);
}
