// SPDX-License-Identifier: MIT
#ifndef CT_BENCH_LEAST_H
#define CT_BENCH_LEAST_H

#include <stdbool.h>
#include <stddef.h>

#define CT_LEAST_UNKNOWNS 6

// One observation: sum of unknown[i]·factor[i] = value.
struct ct_least_row {
    double factor[CT_LEAST_UNKNOWNS];
    double value; // above 0
};

// The unknowns, none negative, that make the sum of squared relative errors least. Only those whose
// bit in `active` is set are looked for, the others are 0. False where the rows do not determine
// them: too few, not finite, or factors that always go together; then all are 0.
bool ct_least_solve(const struct ct_least_row *rows, size_t count, unsigned active,
                    double unknown[CT_LEAST_UNKNOWNS]);

double ct_least_value(const struct ct_least_row *row, const double unknown[CT_LEAST_UNKNOWNS]);

#endif
