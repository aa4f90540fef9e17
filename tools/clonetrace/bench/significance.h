// SPDX-License-Identifier: MIT
#ifndef CT_BENCH_SIGNIFICANCE_H
#define CT_BENCH_SIGNIFICANCE_H

#include <stdbool.h>
#include <stddef.h>

// Two samples of independent values held against each other (Welch 1947): their ratio, or, where
// not all values are above 0, what their difference is of the old one.
struct ct_difference {
    double ratio;     // new to old
    double low, high; // 95 % interval of it
    double p;         // chance of a difference at least as large where there is none
};

// False where one side has fewer than three values or something is not finite.
bool ct_difference_find(struct ct_difference *difference, const double *before, size_t nbefore,
                        const double *after, size_t nafter);

// Of |t| or more from Student's distribution, both sides.
double ct_student_p(double t, double freedom);

// The t that is exceeded, on both sides together, with chance 5 %.
double ct_student_limit(double freedom);

// Which of `count` chances stay below `level` when all are looked at together: Holm's step-down
// correction (1979), which keeps the chance of even one false finding below the level.
void ct_holm(const double *p, size_t count, double level, bool *found);

#endif
