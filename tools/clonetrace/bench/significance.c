// SPDX-License-Identifier: MIT
// Whether two samples differ, and whether that survives how often one looked.
#include "clonetrace/bench/significance.h"

#include <math.h>
#include <stdlib.h>

#include "clonetrace/cli/fail.h"

#define TINY 1e-300
#define TERMS 400

// The continued fraction of the incomplete beta function, evaluated from the front by Lentz's
// method (Abramowitz and Stegun 26.5.8).
static double beta_fraction(double a, double b, double x) {
    double c = 1, d = 1 - (a + b) * x / (a + 1), value;

    d = 1 / (fabs(d) < TINY ? TINY : d);
    value = d;
    for (int m = 1; m < TERMS; m++) {
        double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        double step;

        d = 1 + even * d;
        c = 1 + even / c;
        d = 1 / (fabs(d) < TINY ? TINY : d);
        value *= d * (fabs(c) < TINY ? TINY : c);
        d = 1 + odd * d;
        c = 1 + odd / (fabs(c) < TINY ? TINY : c);
        d = 1 / (fabs(d) < TINY ? TINY : d);
        step = d * (fabs(c) < TINY ? TINY : c);
        value *= step;
        if (fabs(step - 1) < 1e-15)
            break;
    }
    return value;
}

static double incomplete_beta(double a, double b, double x) {
    double front;

    if (x <= 0 || x >= 1)
        return x >= 1;
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x));
    if (x < (a + 1) / (a + b + 2))
        return front * beta_fraction(a, b, x) / a;
    return 1 - front * beta_fraction(b, a, 1 - x) / b;
}

double ct_student_p(double t, double freedom) {
    return isfinite(t) ? incomplete_beta(freedom / 2, 0.5, freedom / (freedom + t * t)) : 0;
}

double ct_student_limit(double freedom) {
    double low = 1, high = 64;

    while (high - low > 1e-9) {
        double middle = (low + high) / 2;

        if (ct_student_p(middle, freedom) > 0.05)
            low = middle;
        else
            high = middle;
    }
    return low;
}

struct moments {
    double mean, error; // squared error of the mean
    size_t count;
};

static bool moments_of(struct moments *moments, const double *values, size_t count, bool logs) {
    double squares = 0;

    *moments = (struct moments){.count = count};
    for (size_t i = 0; i < count; i++)
        moments->mean += (logs ? log(values[i]) : values[i]) / (double)count;
    for (size_t i = 0; i < count; i++)
        squares += pow((logs ? log(values[i]) : values[i]) - moments->mean, 2);
    moments->error = squares / (double)(count - 1) / (double)count;
    return isfinite(moments->mean) && isfinite(moments->error);
}

static bool all_above_zero(const double *values, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (!(values[i] > 0))
            return false;
    return true;
}

static double freedom_of(const struct moments *a, const struct moments *b) {
    double each =
        a->error * a->error / (double)(a->count - 1) + b->error * b->error / (double)(b->count - 1);

    return each > 0 ? pow(a->error + b->error, 2) / each : 1;
}

bool ct_difference_find(struct ct_difference *difference, const double *before, size_t nbefore,
                        const double *after, size_t nafter) {
    bool logs = all_above_zero(before, nbefore) && all_above_zero(after, nafter);
    struct moments old, new;
    double apart, error, reach;

    if (nbefore < 3 || nafter < 3 || !moments_of(&old, before, nbefore, logs) ||
        !moments_of(&new, after, nafter, logs))
        return false;
    apart = new.mean - old.mean;
    error = sqrt(old.error + new.error);
    reach = error * ct_student_limit(freedom_of(&old, &new));
    difference->p = error > 0 ? ct_student_p(apart / error, freedom_of(&old, &new)) : apart == 0;
    if (logs) {
        difference->ratio = exp(apart);
        difference->low = exp(apart - reach);
        difference->high = exp(apart + reach);
    } else {
        double scale = fabs(old.mean) > 0 ? fabs(old.mean) : 1;

        difference->ratio = 1 + apart / scale;
        difference->low = 1 + (apart - reach) / scale;
        difference->high = 1 + (apart + reach) / scale;
    }
    return true;
}

struct ranked {
    double p;
    size_t at;
};

static int by_p(const void *a, const void *b) {
    double x = ((const struct ranked *)a)->p, y = ((const struct ranked *)b)->p;

    return (x > y) - (x < y);
}

void ct_holm(const double *p, size_t count, double level, bool *found) {
    struct ranked *ranked = ct_alloc((count + 1) * sizeof *ranked);
    bool so_far = true;

    for (size_t i = 0; i < count; i++)
        ranked[i] = (struct ranked){p[i], i};
    qsort(ranked, count, sizeof *ranked, by_p);
    for (size_t i = 0; i < count; i++) {
        so_far = so_far && ranked[i].p <= level / (double)(count - i);
        found[ranked[i].at] = so_far;
    }
    free(ranked);
}
