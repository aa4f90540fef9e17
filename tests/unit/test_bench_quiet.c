// SPDX-License-Identifier: MIT
// What is measured while somebody else is on the core is set aside, for as long as there is
// patience. The clock here is ours: all that looking at it tells is how long ago the last look was.
#include <criterion/criterion.h>

#include "clonetrace/bench/worker/quiet.h"

static uint64_t clock_ns, step_ns; // each reading moves it on by that much

uint64_t ct_worker_now(void) {
    return clock_ns += step_ns;
}

static struct ct_bench_request request;
static struct ct_bench_answer answer;
static struct ct_work work = {.request = &request, .answer = &answer};
static struct ct_quiet quiet;

enum { ALONE = 40000, SHARED = 54000 };

static void begin(double known_ns, uint64_t patience_ns) {
    request = (struct ct_bench_request){.quiet_ns = known_ns};
    answer = (struct ct_bench_answer){0};
    quiet = (struct ct_quiet){.work = &work, .patience_ns = patience_ns};
    step_ns = ALONE;
    ct_quiet_init(&work);
}

// As an operation that took so long and left one sample would.
static void operate(uint64_t ns) {
    clock_ns += ns;
    answer.counts[CT_BENCH_CALL]++;
}

Test(bench_quiet, what_a_core_of_ones_own_takes_is_found_out) {
    begin(0, 0);
    cr_expect_eq(answer.quiet_ns, ALONE);
    begin(39000, 0);
    cr_expect_eq(answer.quiet_ns, 39000);
}

Test(bench_quiet, what_is_measured_alone_stands) {
    begin(ALONE, 1000000);
    ct_quiet_open(&quiet);
    operate(200000);
    operate(200000);
    cr_assert(ct_quiet_close(&quiet, 2));
    cr_expect(answer.kept == 2 && answer.set_aside == 0 && answer.disturbed == 0);
    cr_expect_eq(answer.counts[CT_BENCH_CALL], 2u);
    cr_expect_eq(quiet.patience_ns, 1000000u);
}

Test(bench_quiet, what_is_measured_in_company_is_taken_back) {
    begin(ALONE, 1000000);
    ct_quiet_open(&quiet);
    operate(200000);
    cr_assert(ct_quiet_close(&quiet, 1));
    ct_quiet_open(&quiet);
    operate(200000);
    operate(200000);
    step_ns = SHARED;
    cr_assert_not(ct_quiet_close(&quiet, 2));
    cr_expect(answer.kept == 1 && answer.set_aside == 2 && answer.disturbed == 0);
    cr_expect_eq(answer.counts[CT_BENCH_CALL], 1u);
    cr_expect_lt(quiet.patience_ns, 600000u);
}

Test(bench_quiet, company_is_waited_for_until_patience_ends) {
    uint64_t began;

    begin(ALONE, 1000000);
    step_ns = SHARED;
    began = clock_ns;
    ct_quiet_open(&quiet);
    cr_expect_geq(clock_ns - began, 1000000u);
    cr_expect_lt(clock_ns - began, 2000000u);
    operate(200000);
    cr_assert(ct_quiet_close(&quiet, 1));
    cr_expect(answer.kept == 1 && answer.set_aside == 0 && answer.disturbed == 1);
    cr_expect_eq(answer.counts[CT_BENCH_CALL], 1u);
}

// A core is seldom quiet for the time of a long operation: all of them are kept, and are what they
// are.
Test(bench_quiet, long_operations_stand) {
    begin(ALONE, 1000000);
    ct_quiet_open(&quiet);
    operate(20000000);
    step_ns = SHARED;
    cr_assert(ct_quiet_close(&quiet, 1));
    cr_expect(answer.kept == 1 && answer.set_aside == 0 && answer.disturbed == 0);
}
