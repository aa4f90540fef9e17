// SPDX-License-Identifier: MIT
#ifndef BENCH_RANDOM_H
#define BENCH_RANDOM_H

#include <stddef.h>
#include <stdint.h>

// A sequence that depends on its seed alone, so that a report can be computed again.
struct bench_random {
    uint64_t state;
};

uint64_t bench_random_next(struct bench_random *random);
size_t bench_random_below(struct bench_random *random, size_t bound); // bound at least 1
void bench_random_shuffle(struct bench_random *random, size_t *order, size_t count);

#endif
