// SPDX-License-Identifier: MIT
#include <linux/futex.h>
#include <stddef.h>
#include <time.h>

#include "base/raw.h"
#include "base/poison.h"

enum { YIELDS = 64 };

// The sleep is a futex that nobody wakes: one system call less that a program's filter must let
// pass.
void ct_wait_turn(int turn) {
    const struct timespec nap = {.tv_nsec = 1000000};
    uint32_t word = 0;

    if (turn < YIELDS)
        ct_raw(SYS_sched_yield);
    else
        ct_raw(SYS_futex, &word, FUTEX_WAIT_PRIVATE, 0L, &nap, NULL, 0L);
}
