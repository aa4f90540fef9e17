// SPDX-License-Identifier: MIT
#ifndef CT_BENCH_PROGRAMS_H
#define CT_BENCH_PROGRAMS_H

// The programs that measuring needs, full paths, owned.
struct ct_bench_programs {
    char *worker, *dynamic_one;
    char *static_one; // NULL where this CPU has none
};

// Returns 0, or CT_EXIT_FAILED after telling where they were looked for.
int ct_bench_programs_find(struct ct_bench_programs *programs);
void ct_bench_programs_finish(struct ct_bench_programs *programs);

#endif
