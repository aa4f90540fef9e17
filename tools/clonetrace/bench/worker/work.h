// SPDX-License-Identifier: MIT
#ifndef CT_WORKER_WORK_H
#define CT_WORKER_WORK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <time.h>

#include "clonetrace/bench/protocol.h"

// What a child or a started program tells: memory that both sides share, written to before the
// first child, so that nothing of it is copied when a child writes.
struct ct_stamps {
    struct timespec program; // CT_STAMP_OFFSET; the first instruction of the started program
    uint64_t child;          // the child's first instruction
    uint64_t leaves;         // just before its execve or _exit
    uint64_t write_from, write_to;
};

// The only instance is in worker.c. Children only read it.
struct ct_work {
    const struct ct_bench_request *request;
    struct ct_bench_answer *answer;
    struct ct_stamps *stamps;
    double *samples[CT_BENCH_SERIES]; // CT_BENCH_MOST each, shared memory as well
    char *memory;                     // what the parent has written
    size_t length;
    size_t page, huge;   // bytes of a page, of a huge one
    char *stack_end;     // kept for children that share the memory; grows down
    char *argv[2];       // of the program to exec
    char *command;       // the same for a shell
    bool stamping;       // children are to say when they did what
    int ready[2], go[2]; // pipes: the child is there; it may end
    pid_t self;          // the worker
};

// Nanoseconds of CLOCK_MONOTONIC_RAW; the first through the vDSO, for the parent, the second by a
// system call, for a new child, where the vDSO would first have to be mapped by a page fault.
uint64_t ct_worker_now(void);
uint64_t ct_worker_now_cold(void);

// Ends the worker's work: what failed and why go to the command as the answer. Does not return.
_Noreturn void ct_worker_fail(struct ct_work *work, int error, const char *step);

// One more sample, dropped where there is no room.
void ct_worker_sample(struct ct_work *work, int series, double value);

// In a forked child that waits for its parent: it ends with it, also where that is gone already.
void ct_worker_follow_parent(const struct ct_work *work);

// prepare.c: makes the process what the condition says.
void ct_worker_prepare(struct ct_work *work);

// memory.c: new memory of that many bytes, not written yet; dies where there is none. Bytes are
// rounded up to whole huge pages where the pages are huge ones.
char *ct_worker_map(struct ct_work *work, size_t *length, enum ct_bench_pages pages,
                    enum ct_bench_sharing sharing);
// Writes one byte in `count` of the steps of `step` bytes of memory, evenly spread.
void ct_worker_write(volatile char *memory, size_t length, size_t step, size_t count);

// obtained.c: what /proc says about this process.
void ct_worker_obtain(struct ct_work *work, struct ct_bench_obtained *obtained);

// repeat.c and plain.c: the two acts.
void ct_worker_create_repeatedly(struct ct_work *work);
void ct_worker_write_plainly(struct ct_work *work);

#endif
