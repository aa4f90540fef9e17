// SPDX-License-Identifier: MIT
#ifndef CT_BENCH_TITLE_H
#define CT_BENCH_TITLE_H

#include "clonetrace/bench/result.h"

#define CT_BENCH_TITLE "What creating a process costs"
#define CT_BENCH_PARTIAL                                                                           \
    "These results are partial: the measurement was ended before all of it was done."

// The machine and the day, one line; not escaped. The caller frees it.
char *ct_bench_title_machine(const struct ct_bench_result *result);

#endif
