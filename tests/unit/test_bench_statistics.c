// SPDX-License-Identifier: MIT
// The statistics of the benchmark, on samples whose answers are known without it.
#include "clonetrace/bench/random.h"
#include "clonetrace/bench/statistics.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

static double median_of(const double *values, size_t count) {
    double copy[512];
    memcpy(copy, values, count * sizeof(*values));
    return ct_bench_median(copy, count);
}

Test(bench_median, odd_count_is_the_middle_value) {
    cr_assert_eq(median_of((double[]){9, 1, 5}, 3), 5);
    cr_assert_eq(median_of((double[]){7}, 1), 7);
    cr_assert_eq(median_of((double[]){5, 4, 3, 2, 1}, 5), 3);
}

Test(bench_median, even_count_is_the_mean_of_the_two_middle_values) {
    cr_assert_eq(median_of((double[]){1, 2}, 2), 1.5);
    cr_assert_eq(median_of((double[]){40, 10, 30, 20}, 4), 25);
}

Test(bench_median, equal_values_and_outliers_do_not_move_it) {
    cr_assert_eq(median_of((double[]){2, 2, 2, 2, 1e9, -1e9}, 6), 2);
}

Test(bench_median, empty_is_not_a_number) {
    cr_assert(isnan(ct_bench_median(NULL, 0)));
}

Test(bench_median, agrees_with_counting_on_random_values) {
    struct ct_bench_random random = {42};
    for (size_t count = 1; count < 200; count += 2) {
        double values[200];
        size_t below = 0, above = 0;
        for (size_t i = 0; i < count; i++)
            values[i] = (double)ct_bench_random_below(&random, 50);
        double median = median_of(values, count);
        for (size_t i = 0; i < count; i++) {
            below += values[i] < median;
            above += values[i] > median;
        }
        cr_assert(below <= count / 2 && above <= count / 2, "count %zu", count);
    }
}

// 1..101, each value a generation of its own.
static struct ct_bench_sample ladder(double *values, unsigned *generations) {
    for (unsigned i = 0; i < 101; i++) {
        values[i] = i + 1;
        generations[i] = i;
    }
    return (struct ct_bench_sample){values, generations, 101};
}

Test(bench_bootstrap, the_same_seed_gives_the_same_interval) {
    double values[101];
    unsigned generations[101];
    struct ct_bench_sample sample = ladder(values, generations);
    struct ct_bench_interval one = ct_bench_bootstrap_median(&sample, 500, 7);
    struct ct_bench_interval two = ct_bench_bootstrap_median(&sample, 500, 7);
    cr_assert_eq(one.low, two.low);
    cr_assert_eq(one.high, two.high);
}

// The exact interval of the median of 101 values, from the binomial distribution, is the 41st to
// the 61st.
Test(bench_bootstrap, covers_what_order_statistics_give) {
    double values[101];
    unsigned generations[101];
    struct ct_bench_sample sample = ladder(values, generations);
    struct ct_bench_interval interval = ct_bench_bootstrap_median(&sample, 4000, 1);
    cr_assert_float_eq(interval.low, 41, 1.5);
    cr_assert_float_eq(interval.high, 61, 1.5);
}

Test(bench_bootstrap, a_constant_sample_has_no_width) {
    double values[] = {3, 3, 3, 3};
    unsigned generations[] = {0, 1, 2, 3};
    struct ct_bench_sample sample = {values, generations, 4};
    struct ct_bench_interval interval = ct_bench_bootstrap_median(&sample, 200, 1);
    cr_assert_eq(interval.low, 3);
    cr_assert_eq(interval.high, 3);
}

// Two processes that disagree: however many values each gave, the interval reaches from one to the
// other.
Test(bench_bootstrap, values_of_one_process_do_not_count_as_independent) {
    double values[200];
    unsigned generations[200], alone[200];
    for (unsigned i = 0; i < 200; i++) {
        values[i] = i < 60 ? 1 : 2;
        generations[i] = i < 60 ? 0 : 1;
        alone[i] = i;
    }
    struct ct_bench_sample processes = {values, generations, 200},
                           independent = {values, alone, 200};
    cr_assert_eq(ct_bench_bootstrap_median(&processes, 500, 3).low, 1);
    cr_assert_eq(ct_bench_bootstrap_median(&processes, 500, 3).high, 2);
    cr_assert_eq(ct_bench_bootstrap_median(&independent, 500, 3).low, 2);
}

Test(bench_bootstrap, empty_is_not_a_number) {
    struct ct_bench_sample sample = {NULL, NULL, 0};
    cr_assert(isnan(ct_bench_bootstrap_median(&sample, 100, 1).low));
}

Test(bench_random, a_shuffle_keeps_every_index) {
    struct ct_bench_random random = {5};
    size_t order[] = {0, 1, 2, 3, 4};
    unsigned seen = 0;
    ct_bench_random_shuffle(&random, order, 5);
    for (size_t i = 0; i < 5; i++)
        seen |= 1u << order[i];
    cr_assert_eq(seen, 0x1fu);
}

Test(bench_random, stays_below_its_bound_and_reaches_every_value) {
    struct ct_bench_random random = {11};
    unsigned counts[3] = {0};
    for (int i = 0; i < 3000; i++)
        counts[ct_bench_random_below(&random, 3)]++;
    cr_assert(counts[0] > 900 && counts[1] > 900 && counts[2] > 900);
}
