// SPDX-License-Identifier: MIT
#ifndef CT_BENCH_PROGRAM_STAMP_H
#define CT_BENCH_PROGRAM_STAMP_H

// Where a started program puts the struct timespec of CLOCK_MONOTONIC_RAW that it began at: into
// the descriptor that the worker left open, where it wants to know.
#define CT_STAMP_FD 3
#define CT_STAMP_OFFSET 0

#endif
