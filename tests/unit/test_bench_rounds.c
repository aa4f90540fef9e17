// SPDX-License-Identifier: MIT
// When a point has been measured often enough, and who gets the time that is left.
#include <criterion/criterion.h>

#include "clonetrace/bench/rounds.h"
#include "clonetrace/bench/series.h"

static unsigned wanted(unsigned count, double seconds, double width, unsigned round) {
    const struct ct_bench_visits visits = {
        .count = count, .seconds = seconds, .relative_width = width};

    return ct_bench_visits_wanted(&visits, 0.02, round);
}

Test(bench_rounds, all_points_have_the_first_ones) {
    for (unsigned count = 0; count < CT_BENCH_ROUNDS_WHOLE; count++)
        cr_expect(wanted(count, 0.1, 0.5, count) == 1 && wanted(count, 9, 0.5, count) == 1);
    cr_expect_eq(wanted(CT_BENCH_ROUNDS_LEAST - 1, 0.1, 0.5, 4), 1u);
}

Test(bench_rounds, long_visits_are_one_in_three) {
    unsigned sum = 0;

    for (unsigned round = 3; round < 12; round++)
        sum += wanted(CT_BENCH_ROUNDS_WHOLE, 0.6, 0.5, round);
    cr_expect_eq(sum, 3u);
}

Test(bench_rounds, wide_intervals_get_more) {
    cr_expect_eq(wanted(5, 0.1, 0.021, 5), 1u);
    cr_expect_eq(wanted(5, 0.1, 0.035, 5), 2u);
    cr_expect_eq(wanted(5, 0.1, 0.2, 5), CT_BENCH_VISITS_MOST + 0u);
}

// One sample of two times in each visit.
static void visit(struct ct_bench_visits *visits, struct ct_bench_series *series,
                  enum ct_bench_metric second, double first_ns, double second_ns) {
    struct ct_bench_answer answer = {.counts = {[CT_BENCH_CALL] = 1}};
    const double samples[] = {first_ns, second_ns};

    answer.counts[second] = 1;
    ct_bench_visits_take(visits, series, &answer, samples, CT_BENCH_CREATE);
    ct_bench_visits_judge(visits, series, CT_BENCH_CREATE, 0.02);
}

Test(bench_rounds, five_alike_are_enough) {
    struct ct_bench_series series[CT_BENCH_SERIES] = {0};
    struct ct_bench_visits visits = {0};

    for (unsigned i = 0; i < CT_BENCH_ROUNDS_LEAST; i++) {
        cr_assert_not(visits.done, "after %u", i);
        visit(&visits, series, CT_BENCH_REAPED, 100, 200);
    }
    cr_assert(visits.done);
}

// The time that tables begin with decides, beside the call: of an exec, when the program runs.
Test(bench_rounds, a_program_that_starts_now_early_now_late_is_not_done) {
    struct ct_bench_series series[CT_BENCH_SERIES] = {0};
    struct ct_bench_visits visits = {0};

    for (unsigned i = 0; i < 20; i++)
        visit(&visits, series, CT_BENCH_PROGRAM_RUNS, 100, i % 2 ? 200 : 300);
    cr_assert_not(visits.done);
    cr_assert_gt(visits.relative_width, 0.02);
}
