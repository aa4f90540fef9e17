// SPDX-License-Identifier: MIT
// The interval of a ratio of two medians.
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

#include "clonetrace/bench/ratio.h"
#include "simulate.h"

Test(bench_ratio, of_a_known_value_has_the_relative_width_of_the_other) {
    const struct ct_bench_series ten = {.median = 10, .low = 8, .high = 12.5},
                                 two = {.median = 2, .low = 2, .high = 2};
    struct ct_bench_ratio ratio;

    cr_assert(ct_bench_ratio_find(&ratio, &ten, &two));
    cr_expect_eq(ratio.times, 5);
    cr_expect_float_eq(ratio.low, 4, 1e-12);
    cr_expect_float_eq(ratio.high, 6.25, 1e-12);
    cr_assert(ct_bench_ratio_find(&ratio, &two, &ten));
    cr_expect_float_eq(ratio.low, 0.16, 1e-12);
    cr_expect_float_eq(ratio.high, 0.25, 1e-12);
}

Test(bench_ratio, of_what_is_not_above_zero_is_none) {
    const struct ct_bench_series good = {.median = 1, .low = 1, .high = 1},
                                 none = {.median = 0, .low = 0, .high = 0},
                                 wide = {.median = 1, .low = -1, .high = 3};
    struct ct_bench_ratio ratio;

    cr_expect_not(ct_bench_ratio_find(&ratio, &none, &good));
    cr_expect_not(ct_bench_ratio_find(&ratio, &good, &none));
    cr_expect_not(ct_bench_ratio_find(&ratio, &wide, &good));
}

static struct ct_bench_series simulated(const struct ct_simulation *simulation,
                                        struct ct_bench_random *random, double truth) {
    struct ct_bench_series series = {0};

    ct_simulate_series(&series, simulation, random, truth);
    return series;
}

static void finish(struct ct_bench_series *series) {
    free(series->samples);
    free(series->rounds);
}

// 95 times in 100, with processes that differ and with outliers.
Test(bench_ratio, its_interval_covers_the_truth) {
    const struct ct_simulation dear = {.rounds = 8, .samples = 6, .noise = 0.05, .between = 0.04},
                               cheap = {.rounds = 12,
                                        .samples = 9,
                                        .noise = 0.05,
                                        .between = 0.02,
                                        .outliers = 0.02};
    struct ct_bench_random random = {77};
    unsigned covered = 0;

    for (int i = 0; i < 500; i++) {
        struct ct_bench_series a = simulated(&dear, &random, 7), b = simulated(&cheap, &random, 2);
        struct ct_bench_ratio ratio;

        cr_assert(ct_bench_ratio_find(&ratio, &a, &b));
        covered += ratio.low <= 3.5 && 3.5 <= ratio.high;
        finish(&a);
        finish(&b);
    }
    cr_expect(covered >= 460 && covered <= 495, "%u of 500", covered);
}
