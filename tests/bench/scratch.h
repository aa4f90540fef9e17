// SPDX-License-Identifier: MIT
#ifndef BENCH_SCRATCH_H
#define BENCH_SCRATCH_H

// Creates the directory that everything of this run goes into (under TMPDIR), and has it removed
// when the driver exits, SIGINT, SIGTERM and SIGHUP included. Dies where that is not possible.
const char *bench_scratch_create(void);

// Writes a file below the directory; `name` may not hold a slash. Dies on error.
void bench_scratch_write(const char *name, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

// Path of a name below the directory; the caller frees. Dies where memory ends.
char *bench_scratch_path(const char *name);

// Whether a signal has asked the driver to end. System calls go on: what was started is waited for,
// so that nobody writes into the directory while it is removed.
int bench_scratch_interrupted(void);

// Ends the driver with the status of a program that the signal ended, if there was one.
void bench_scratch_end_if_interrupted(void);

#endif
