// SPDX-License-Identifier: MIT
// The statistics of the benchmark, on samples whose answers are known without it.
#include "clonetrace/bench/random.h"
#include "clonetrace/bench/series.h"
#include "clonetrace/bench/statistics.h"
#include "simulate.h"

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

// Round after round, each with a bias of its own: the interval holds the truth about 95 times in
// 100, with few rounds, too. (The standard deviation of the count is 4.4.)
static unsigned covered(unsigned rounds, double between) {
    struct ct_simulation simulation = {
        .rounds = rounds, .samples = 5, .noise = 0.05, .between = between};
    struct ct_bench_random random = {77};
    unsigned hits = 0;

    for (int i = 0; i < 400; i++) {
        struct ct_bench_series series = {0};

        ct_simulate_series(&series, &simulation, &random, 1000);
        hits += series.low <= 1000 && 1000 <= series.high;
        free(series.samples);
        free(series.rounds);
    }
    return hits;
}

Test(bench_bootstrap, an_interval_holds_the_truth_as_often_as_it_says) {
    unsigned alike = covered(20, 0), different = covered(20, 0.05), few = covered(6, 0.05);

    cr_expect(alike >= 366 && alike <= 394, "rounds that are alike: %u of 400", alike);
    cr_expect(different >= 366 && different <= 394, "rounds that differ: %u of 400", different);
    cr_expect(few >= 366 && few <= 396, "six rounds: %u of 400", few);
}

static struct ct_bench_series series_of(const double *values, size_t count, unsigned per_round) {
    struct ct_bench_series series = {0};

    for (size_t i = 0; i < count; i++)
        ct_bench_series_add(&series, values[i], (unsigned)i / per_round);
    ct_bench_series_summarise(&series);
    return series;
}

static void finish(struct ct_bench_series *series) {
    free(series->samples);
    free(series->rounds);
}

// The median is 10.5 and the median deviation 5.5, so the limit is 40.8 away from it.
Test(bench_series, outliers_are_counted_and_kept) {
    double values[22];
    struct ct_bench_series series;

    for (int i = 0; i < 20; i++)
        values[i] = i + 1;
    values[20] = 51;
    values[21] = -31;
    series = series_of(values, 22, 2);
    cr_expect_eq(series.count, 22);
    cr_expect_eq(series.median, 10.5);
    cr_expect_eq(series.outliers, 1, "-31 is 41.5 away, 51 is 40.5 away");
    finish(&series);
}

Test(bench_series, p99_is_the_smallest_that_99_percent_do_not_exceed) {
    double values[200];
    struct ct_bench_series series;

    for (int i = 0; i < 200; i++)
        values[i] = 200 - i;
    series = series_of(values, 200, 10);
    cr_expect_eq(series.p99, 198);
    finish(&series);
    series = series_of(values, 10, 1);
    cr_expect_eq(series.p99, 200, "the largest of few");
    finish(&series);
}

Test(bench_series, one_round_has_the_range_for_its_interval) {
    struct ct_bench_series series = series_of((double[]){3, 1, 2}, 3, 3);

    cr_expect_eq(series.median, 2);
    cr_expect_eq(series.low, 1);
    cr_expect_eq(series.high, 3);
    finish(&series);
}

Test(bench_series, nothing_and_one_sample_are_taken) {
    struct ct_bench_series series = {.median = 7, .outliers = 3};

    ct_bench_series_summarise(&series);
    cr_expect_eq(series.median, 0);
    cr_expect_eq(series.outliers, 0);
    series = series_of((double[]){5}, 1, 1);
    cr_expect(series.median == 5 && series.low == 5 && series.high == 5 && series.p99 == 5);
    finish(&series);
}

Test(bench_series, samples_stay_in_their_order_however_many) {
    struct ct_bench_series series = {0};

    for (unsigned i = 0; i < 1000; i++)
        ct_bench_series_add(&series, 1000 - i, i / 3);
    ct_bench_series_summarise(&series);
    for (unsigned i = 0; i < 1000; i++)
        cr_assert(series.samples[i] == 1000 - i && series.rounds[i] == i / 3);
    finish(&series);
}

// The weighted walk over sorted values is the bootstrap as it is defined: draw generations, pool
// their values, take the median.
Test(bench_bootstrap, is_what_drawing_and_sorting_gives) {
    struct ct_bench_random random = {13}, again;
    double values[30], medians[200];
    unsigned generations[30];
    struct ct_bench_sample sample = {values, generations, 30};
    struct ct_bench_interval interval;

    for (unsigned i = 0; i < 30; i++) {
        values[i] = (double)ct_bench_random_below(&random, 1000);
        generations[i] = i * i / 80; // eleven, of one to nine values
    }
    interval = ct_bench_bootstrap_median(&sample, 200, 5);
    again.state = 5;
    for (int i = 0; i < 200; i++) {
        double pooled[11 * 9];
        size_t count = 0;

        for (int draw = 0; draw < 11; draw++) {
            unsigned wanted = (unsigned)ct_bench_random_below(&again, 11);

            for (int j = 0; j < 30; j++)
                if (generations[j] == wanted)
                    pooled[count++] = values[j];
        }
        medians[i] = ct_bench_median(pooled, count);
    }
    ct_bench_sort(medians, 200);
    cr_assert_eq(interval.low, medians[1]);
    cr_assert_eq(interval.high, medians[198]);
}
