// SPDX-License-Identifier: MIT
#ifndef CT_TEST_SIMULATE_H
#define CT_TEST_SIMULATE_H

#include <stdint.h>

#include "clonetrace/bench/random.h"
#include "clonetrace/bench/result.h"

// A machine whose costs are known, measured with noise: what statistics make of it can be held
// against the truth.
struct ct_simulation {
    uint64_t seed;
    unsigned rounds, samples; // samples in each round
    double noise;             // standard deviation of one sample, relative
    double between;           // of what the samples of one round share
    double outliers;          // share of the samples that take three times as long
};

extern const struct ct_simulation ct_simulate_usual;

// Coefficients of the simulated machine.
extern const struct ct_model_line ct_simulate_fork_call, ct_simulate_fork_exec, ct_simulate_spawn;

// The caller finishes it.
void ct_simulate_result(struct ct_bench_result *result, const struct ct_simulation *simulation);

// One series around `truth`.
void ct_simulate_series(struct ct_bench_series *series, const struct ct_simulation *simulation,
                        struct ct_bench_random *random, double truth);

double ct_simulate_normal(struct ct_bench_random *random);

#endif
