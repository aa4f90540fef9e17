// SPDX-License-Identifier: MIT
#ifndef CT_WORKER_CREATE_H
#define CT_WORKER_CREATE_H

#include "clonetrace/bench/worker/work.h"

// One task from its creation to its end, as the parent saw it. CLOCK_MONOTONIC_RAW.
struct ct_times {
    uint64_t called, returned, reaped;
};

// Creates one, waits for its end. Returns 0 or an errno.
typedef int ct_worker_create(const struct ct_work *work, struct ct_times *times);

// NULL where this C library or CPU has none.
ct_worker_create *ct_worker_creator(enum ct_bench_method method);

// Shares the parent's memory, and the parent waits for nothing but its end: what is the same as
// after a fork, but for the copied address space.
ct_worker_create ct_worker_create_sharing;

// Whether the method copies the parent's address space.
bool ct_worker_copies(enum ct_bench_method method);

#endif
