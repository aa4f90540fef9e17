// SPDX-License-Identifier: MIT
// Least squares and the model, on machines whose coefficients are known.
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "clonetrace/bench/fit.h"
#include "clonetrace/bench/least.h"
#include "clonetrace/bench/series.h"
#include "simulate.h"

#define ALL 0x3fu

static void exact_rows(struct ct_least_row *rows, size_t count, const double truth[6],
                       struct ct_bench_random *random) {
    for (size_t i = 0; i < count; i++) {
        rows[i].factor[0] = 1;
        for (int u = 1; u < 6; u++) // hundreds of thousands of pages beside tens of threads
            rows[i].factor[u] = (double)ct_bench_random_below(random, u == 1 ? 300000 : 40);
        rows[i].value = ct_least_value(&rows[i], truth);
    }
}

Test(bench_least, coefficients_of_exact_rows_are_recovered) {
    const double truth[6] = {60e3, 93, 1000, 450, 40, 8000};
    struct ct_bench_random random = {3};
    struct ct_least_row rows[40];
    double found[6];

    exact_rows(rows, 40, truth, &random);
    cr_assert(ct_least_solve(rows, 40, ALL, found));
    for (int u = 0; u < 6; u++)
        cr_assert_float_eq(found[u] / truth[u], 1, 1e-9, "%d: %.15g", u, found[u]);
}

Test(bench_least, a_coefficient_of_nothing_is_nothing) {
    const double truth[6] = {60e3, 93, 0, 450, 0, 8000};
    struct ct_bench_random random = {4};
    struct ct_least_row rows[40];
    double found[6];

    exact_rows(rows, 40, truth, &random);
    cr_assert(ct_least_solve(rows, 40, ALL, found));
    for (int u = 0; u < 6; u++)
        cr_assert_float_eq(found[u], truth[u], 1e-6 * (truth[u] + 1), "%d: %.15g", u, found[u]);
}

// A line that falls: the best without a negative slope is the constant that halves the relative
// errors' squares, sum(1/v)/sum(1/v²).
Test(bench_least, what_would_be_negative_is_left_out) {
    const struct ct_least_row rows[3] = {{{1, 0}, 30}, {{1, 1}, 20}, {{1, 2}, 10}};
    double sum = 1 / 30. + 1 / 20. + 1 / 10., squares = 1 / 900. + 1 / 400. + 1 / 100.;
    double found[6];

    cr_assert(ct_least_solve(rows, 3, 3, found));
    cr_assert_eq(found[1], 0);
    cr_assert_float_eq(found[0], sum / squares, 1e-9);
}

// Whatever the rows, no other point near the answer is better (its definition).
Test(bench_least, nothing_nearby_is_better) {
    struct ct_bench_random random = {5};

    for (int round = 0; round < 200; round++) {
        struct ct_least_row rows[12];
        double found[6], least = 0;

        for (int i = 0; i < 12; i++) {
            for (int u = 0; u < 6; u++)
                rows[i].factor[u] = u ? fabs(ct_simulate_normal(&random)) : 1;
            rows[i].value = exp(ct_simulate_normal(&random));
        }
        cr_assert(ct_least_solve(rows, 12, ALL, found));
        for (int i = 0; i < 12; i++)
            least += pow(ct_least_value(&rows[i], found) / rows[i].value - 1, 2);
        for (int u = 0; u < 12; u++) {
            double other[6], error = 0;

            memcpy(other, found, sizeof other);
            other[u / 2] = fmax(0, other[u / 2] + (u % 2 ? 1e-3 : -1e-3));
            for (int i = 0; i < 12; i++)
                error += pow(ct_least_value(&rows[i], other) / rows[i].value - 1, 2);
            cr_assert(error >= least - 1e-12, "round %d, %d", round, u);
        }
    }
}

Test(bench_least, bad_rows_are_refused) {
    struct ct_least_row rows[4] = {
        {{1, 2, 4}, 3}, {{1, 3, 6}, 4}, {{1, 5, 10}, 6}, {{1, 7, 14}, 8}};
    double found[6];

    cr_expect_not(ct_least_solve(rows, 4, 7, found), "two columns go together");
    cr_expect(ct_least_solve(rows, 4, 3, found));
    cr_expect_not(ct_least_solve(rows, 1, 3, found), "fewer rows than unknowns");
    cr_expect_not(ct_least_solve(rows, 0, 3, found), "no rows");
    rows[1].value = 0;
    cr_expect_not(ct_least_solve(rows, 4, 3, found), "a value of 0");
    rows[1].value = NAN;
    cr_expect_not(ct_least_solve(rows, 4, 3, found), "not a number");
    rows[1] = (struct ct_least_row){{1, INFINITY}, 4};
    cr_expect_not(ct_least_solve(rows, 4, 3, found), "infinity");
    cr_expect_eq(found[0], 0);
}

static void close_to(double found, double truth, double relative, const char *what) {
    cr_expect(fabs(found / truth - 1) <= relative, "%s: %g, in truth %g", what, found, truth);
}

static void line_close_to(const struct ct_model_line *line, const struct ct_model_line *truth,
                          double relative) {
    close_to(line->fixed, truth->fixed, relative, "fixed");
    close_to(line->entry, truth->entry, relative, "entry");
    close_to(line->mapping, truth->mapping, relative, "mapping");
    close_to(line->descriptor, truth->descriptor, relative, "descriptor");
    close_to(line->thread, truth->thread, relative, "thread");
}

Test(bench_fit, a_machine_without_noise_is_found_exactly) {
    struct ct_simulation quiet = ct_simulate_usual;
    struct ct_bench_result result;

    quiet.noise = quiet.between = quiet.outliers = 0;
    ct_simulate_result(&result, &quiet);
    ct_bench_fit(&result);
    cr_assert(result.has_model);
    line_close_to(&result.model.fork_call, &ct_simulate_fork_call, 1e-6);
    line_close_to(&result.model.fork_exec, &ct_simulate_fork_exec, 1e-6);
    close_to(result.model.spawn_exec.fixed, ct_simulate_spawn.fixed, 1e-6, "spawn");
    cr_assert_lt(result.model.fork_call.error_max, 1e-6);
    cr_assert_gt(result.model.fork_call.r2, 1 - 1e-9);
    cr_assert_lt(fabs(result.model.cow_page_ns - 2000), 1e-3);
    ct_bench_result_finish(&result);
}

Test(bench_fit, a_noisy_machine_is_found_within_its_noise) {
    struct ct_bench_result result;
    const struct ct_model_line *line = &result.model.fork_call;

    ct_simulate_result(&result, &ct_simulate_usual);
    ct_bench_fit(&result);
    close_to(line->entry, ct_simulate_fork_call.entry, 0.05, "entry");
    close_to(line->fixed, ct_simulate_fork_call.fixed, 0.05, "fixed");
    cr_assert(line->error > 0 && line->error < 0.05, "%g", line->error);
    cr_assert(line->error_max >= line->error && line->error_max < 0.2, "%g", line->error_max);
    cr_assert(line->checked >= 10 && line->fitted >= 10);
    cr_assert_float_eq(line->reach.pte_entries, 262144 + 256, 1);
    cr_assert_eq(line->reach.threads, 30);
    cr_assert_eq(line->reach.huge_entries, 0);
    ct_bench_result_finish(&result);
}

// Points that were kept for checking do not move the fit, but its error.
Test(bench_fit, points_that_combine_check_and_do_not_fit) {
    struct ct_simulation quiet = ct_simulate_usual;
    struct ct_bench_result result;
    struct ct_bench_point *point;

    quiet.noise = quiet.between = quiet.outliers = 0;
    ct_simulate_result(&result, &quiet);
    point = &result.points[result.count++];
    point->condition = (struct ct_bench_condition){.memory = 64 << 20, .threads = 5};
    point->obtained.rss_bytes = 65 << 20;
    ct_bench_series_add(&point->series[CT_BENCH_CALL], 1e9, 0);
    ct_bench_series_summarise(&point->series[CT_BENCH_CALL]);
    ct_bench_fit(&result);
    line_close_to(&result.model.fork_call, &ct_simulate_fork_call, 1e-6);
    cr_assert_gt(result.model.fork_call.error_max, 0.9);
    cr_assert_lt(result.model.fork_call.error, 1e-6);
    ct_bench_result_finish(&result);
}

// `--memory=0,4M,… --threads=…`, where each axis was measured with the others not at their least.
Test(bench_fit, points_that_combine_fit_where_nothing_else_would) {
    struct ct_simulation quiet = ct_simulate_usual;
    struct ct_bench_result result;

    quiet.noise = quiet.between = quiet.outliers = 0;
    ct_simulate_result(&result, &quiet);
    for (size_t i = 0; i < result.count; i++) {
        struct ct_bench_condition *asked = &result.points[i].condition;
        struct ct_bench_series *series = &result.points[i].series[CT_BENCH_CALL];

        if (!asked->threads && !asked->mappings && !asked->descriptors)
            continue;
        asked->memory = 16 << 20;
        result.points[i].obtained.rss_bytes += 16 << 20;
        for (size_t j = 0; j < series->count; j++)
            series->samples[j] += 4096 * ct_simulate_fork_call.entry;
        ct_bench_series_summarise(series);
    }
    ct_bench_fit(&result);
    line_close_to(&result.model.fork_call, &ct_simulate_fork_call, 1e-6);
    cr_assert_lt(result.model.fork_call.error_max, 1e-6);
    ct_bench_result_finish(&result);
}

Test(bench_fit, what_was_not_varied_has_no_coefficient) {
    struct ct_bench_result result;

    ct_simulate_result(&result, &ct_simulate_usual);
    for (size_t i = 0; i < result.count; i++)
        if (result.points[i].condition.threads)
            result.points[i].condition.method = CT_BENCH_POPEN;
    ct_bench_fit(&result);
    cr_assert_eq(result.model.fork_call.thread, 0);
    cr_assert_eq(result.model.fork_call.reach.threads, 0);
    cr_assert_gt(result.model.fork_call.mapping, 0);
    ct_bench_result_finish(&result);
}

Test(bench_fit, too_few_points_give_no_line) {
    struct ct_bench_result result;
    size_t count;

    ct_simulate_result(&result, &ct_simulate_usual);
    count = result.count;
    result.count = 2;
    ct_bench_fit(&result);
    cr_assert_not(result.has_model);
    cr_assert_eq(result.model.fork_call.fitted, 0);
    cr_assert_eq(result.model.fork_exec.fixed, 0);
    result.count = count;
    ct_bench_result_finish(&result);
}
