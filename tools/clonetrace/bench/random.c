// SPDX-License-Identifier: MIT
// SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, OOPSLA 2014).
// Good enough for orders and resamples; never for anything secret.
#include "clonetrace/bench/random.h"

uint64_t ct_bench_random_next(struct ct_bench_random *random) {
    uint64_t z = random->state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

size_t ct_bench_random_below(struct ct_bench_random *random, size_t bound) {
    return (size_t)(((unsigned __int128)ct_bench_random_next(random) * bound) >> 64);
}

void ct_bench_random_shuffle(struct ct_bench_random *random, size_t *order, size_t count) {
    for (size_t i = count; i > 1; i--) {
        size_t j = ct_bench_random_below(random, i);
        size_t kept = order[i - 1];
        order[i - 1] = order[j];
        order[j] = kept;
    }
}
