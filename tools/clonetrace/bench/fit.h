// SPDX-License-Identifier: MIT
#ifndef CT_BENCH_FIT_H
#define CT_BENCH_FIT_H

#include "clonetrace/bench/result.h"

// Makes the model of what was measured: result->model, and has_model where at least fork's line
// could be fitted. A line that could not has fitted == 0.
void ct_bench_fit(struct ct_bench_result *result);

// What the model says of a point's state: asked mappings, descriptors and threads, pages obtained.
struct ct_model_state ct_bench_fit_state(const struct ct_bench_result *result,
                                         const struct ct_bench_point *point);

#endif
