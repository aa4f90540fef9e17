// SPDX-License-Identifier: MIT
#ifndef CT_BENCH_QUESTION_H
#define CT_BENCH_QUESTION_H

#include "clonetrace/bench/result.h"
#include "clonetrace/cli/paint.h"

// A process whose forks a model is asked about.
struct ct_bench_question {
    uint64_t rss; // bytes
    bool huge;    // all of them in huge pages
    double written;
    double threads, mappings, descriptors; // beside those that a small program has anyway
};

// "rss=8G,written=5%,pages=thp,threads=4,mappings=200,fds=50". Returns 0, or CT_EXIT_FAILED after
// telling what would be accepted.
int ct_bench_question_parse(struct ct_bench_question *question, const char *text);

// What the model says, how far off it was where it could be checked, and what of the question lies
// beyond what was measured.
void ct_bench_predict(const struct ct_paint *paint, const struct ct_model *model,
                      const struct ct_bench_question *question);

// The state that the model's lines take, and what is written after fork, in nanoseconds.
struct ct_model_state ct_bench_question_state(const struct ct_bench_question *question);
double ct_bench_question_writes(const struct ct_bench_question *question,
                                const struct ct_model *model);

#endif
