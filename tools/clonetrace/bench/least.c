// SPDX-License-Identifier: MIT
// Least squares with coefficients that cannot be negative. With so few unknowns the best of all
// subsets is found by trying them, which needs no tolerance to decide when to stop; see Lawson and
// Hanson, Solving Least Squares Problems, chapter 23, for the problem.
#include "clonetrace/bench/least.h"

#include <math.h>
#include <string.h>

#define N CT_LEAST_UNKNOWNS
#define ALIKE 1e-10 // what is left of a column, relative, once the others are taken from it

// Sums of products, each column scaled to length 1, so that entries in millions and threads in tens
// are alike to the arithmetic.
struct normal {
    double gram[N][N], target[N], length[N];
    double total; // squared length of the values: they are scaled to 1 each
};

double ct_least_value(const struct ct_least_row *row, const double unknown[CT_LEAST_UNKNOWNS]) {
    double value = 0;

    for (int i = 0; i < N; i++)
        value += row->factor[i] * unknown[i];
    return value;
}

static bool sum_up(struct normal *normal, const struct ct_least_row *rows, size_t count) {
    *normal = (struct normal){.total = (double)count};
    for (size_t r = 0; r < count; r++) {
        for (int i = 0; i < N; i++) {
            double scaled = rows[r].factor[i] / rows[r].value;

            if (!isfinite(scaled) || rows[r].value <= 0)
                return false;
            normal->target[i] += scaled;
            for (int j = 0; j < N; j++)
                normal->gram[i][j] += scaled * rows[r].factor[j] / rows[r].value;
        }
    }
    for (int i = 0; i < N; i++)
        normal->length[i] = sqrt(normal->gram[i][i]);
    for (int i = 0; i < N; i++) {
        normal->target[i] /= normal->length[i] > 0 ? normal->length[i] : 1;
        for (int j = 0; j < N; j++) {
            double lengths = normal->length[i] * normal->length[j];

            normal->gram[i][j] /= lengths > 0 ? lengths : 1;
        }
    }
    return true;
}

// Cholesky's decomposition of the part of the Gram matrix that `list` names; false where a column
// is a sum of others.
static bool decompose(const struct normal *normal, const int *list, int n, double lower[N][N]) {
    for (int i = 0; i < n; i++) {
        for (int j = 0; j <= i; j++) {
            double rest = normal->gram[list[i]][list[j]];

            for (int k = 0; k < j; k++)
                rest -= lower[i][k] * lower[j][k];
            if (i != j)
                lower[i][j] = rest / lower[j][j];
            else if (rest > ALIKE)
                lower[i][i] = sqrt(rest);
            else
                return false;
        }
    }
    return true;
}

static bool solve_subset(const struct normal *normal, unsigned subset, double x[N]) {
    double lower[N][N], y[N];
    int list[N], n = 0;

    memset(x, 0, N * sizeof *x);
    for (int i = 0; i < N; i++)
        if (subset >> i & 1)
            list[n++] = i;
    if (!decompose(normal, list, n, lower))
        return false;
    for (int i = 0; i < n; i++) {
        y[i] = normal->target[list[i]];
        for (int k = 0; k < i; k++)
            y[i] -= lower[i][k] * y[k];
        y[i] /= lower[i][i];
    }
    for (int i = n - 1; i >= 0; i--) {
        for (int k = i + 1; k < n; k++)
            y[i] -= lower[k][i] * y[k];
        y[i] /= lower[i][i];
        x[list[i]] = y[i];
    }
    return true;
}

static double error_of(const struct normal *normal, const double x[N]) {
    double error = normal->total;

    for (int i = 0; i < N; i++) {
        error -= 2 * x[i] * normal->target[i];
        for (int j = 0; j < N; j++)
            error += x[i] * normal->gram[i][j] * x[j];
    }
    return error;
}

static bool none_negative(const double x[N]) {
    for (int i = 0; i < N; i++)
        if (!(x[i] >= 0))
            return false;
    return true;
}

bool ct_least_solve(const struct ct_least_row *rows, size_t count, unsigned active,
                    double unknown[CT_LEAST_UNKNOWNS]) {
    struct normal normal;
    double x[N], best = INFINITY;

    memset(unknown, 0, N * sizeof *unknown);
    if (!sum_up(&normal, rows, count) || !solve_subset(&normal, active, x))
        return false;
    for (unsigned subset = active;; subset = (subset - 1) & active) {
        if (solve_subset(&normal, subset, x) && none_negative(x) && error_of(&normal, x) < best) {
            best = error_of(&normal, x);
            for (int i = 0; i < N; i++)
                unknown[i] = normal.length[i] > 0 ? x[i] / normal.length[i] : 0;
        }
        if (!subset)
            return true;
    }
}
