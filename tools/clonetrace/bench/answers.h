// SPDX-License-Identifier: MIT
#ifndef CT_BENCH_ANSWERS_H
#define CT_BENCH_ANSWERS_H

#include "clonetrace/bench/asked.h"
#include "clonetrace/bench/question.h"
#include "clonetrace/bench/result.h"

// What is asked of a result beside its table: a prediction, a comparison, the model in a file.
struct ct_bench_answers {
    struct ct_bench_question question;
    struct ct_bench_result old; // for --compare
    char *model_path;
};

// Looks at all of it before anything is measured. Returns 0, or CT_EXIT_FAILED after telling; to be
// finished either way.
int ct_bench_answers_init(struct ct_bench_answers *answers, const struct ct_bench_asked *asked);
void ct_bench_answers_finish(struct ct_bench_answers *answers);

// Predicts from a model that was saved where that is all that is asked, and it is this kernel's:
// then true, and there is nothing left to do.
bool ct_bench_answers_saved(const struct ct_bench_answers *answers,
                            const struct ct_bench_asked *asked);

#define CT_BENCH_CHANGED 1 // exit status: --compare found changes

// Answers on `out`, with the result fitted. Returns 0, CT_BENCH_CHANGED, or CT_EXIT_FAILED after
// telling.
int ct_bench_answers_give(const struct ct_bench_answers *answers,
                          const struct ct_bench_asked *asked, const struct ct_bench_result *result,
                          FILE *out);

#endif
