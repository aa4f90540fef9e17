// SPDX-License-Identifier: MIT
#ifndef BENCH_RUNNER_H
#define BENCH_RUNNER_H

#include "bench.h"

// What a series needs to know of a case: how to get ready, how to measure one condition once. All
// of them die with one line when something fails; an interrupted call ends the driver.
struct bench_runner {
    void *self;
    void (*begin)(void *self);                       // fresh processes for a generation
    double (*measure)(void *self, size_t condition); // nanoseconds for one operation or one run
    void (*end)(void *self);                         // ends the processes of the generation
    uint64_t (*done)(void *self, size_t condition);  // operations or runs so far, warm-up included
    unsigned generation_rounds;                      // measured rounds in a generation
    unsigned warm_up; // rounds at the start of a generation not counted
};

#endif
