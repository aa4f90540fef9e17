// SPDX-License-Identifier: MIT
#ifndef CT_BENCH_CROSSOVER_H
#define CT_BENCH_CROSSOVER_H

#include "clonetrace/bench/model.h"

// Bytes of resident memory in pages of 4 KiB, all else small, from which fork and exec cost `times`
// what posix_spawn does: 0 where they do from the start, infinity where they never do.
double ct_bench_crossover(const struct ct_model *model, double times);

// "once 12 MiB are resident", "at any size", and whether that was measured. The caller frees it.
char *ct_bench_crossover_words(const struct ct_model *model, double times);

#endif
