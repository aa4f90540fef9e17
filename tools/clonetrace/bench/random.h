// SPDX-License-Identifier: MIT
#ifndef CT_BENCH_RANDOM_H
#define CT_BENCH_RANDOM_H

#include <stddef.h>
#include <stdint.h>

// A sequence that depends on its seed alone, so that a report can be computed again.
struct ct_bench_random {
    uint64_t state;
};

uint64_t ct_bench_random_next(struct ct_bench_random *random);
size_t ct_bench_random_below(struct ct_bench_random *random, size_t bound); // bound at least 1
void ct_bench_random_shuffle(struct ct_bench_random *random, size_t *order, size_t count);

#endif
