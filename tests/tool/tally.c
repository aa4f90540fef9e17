// SPDX-License-Identifier: MIT
// Whether lines are missing, by what the exit lines of a log say was written to it.
#include <criterion/criterion.h>
#include <string.h>

#include "clonetrace/trace/tally.h"

static struct ct_tally tally;

static void finish(void) {
    ct_tally_finish(&tally);
}

TestSuite(tally, .fini = finish);

static void takes(enum ct_event_kind kind, pid_t pid, uint64_t written) {
    struct ct_record record = {.kind = kind, .who = {pid, pid}, .written = written};

    ct_tally_add(&tally, &record);
}

static void lacks(uint64_t unusable, uint64_t missing) {
    cr_expect_eq(ct_tally_missing(&tally, unusable), missing, "%llu",
                 (unsigned long long)ct_tally_missing(&tally, unusable));
}

Test(tally, of_a_whole_log_and_a_cut_one) {
    takes(CT_EVENT_IMAGE, 7, 0);
    takes(CT_EVENT_CREATE, 7, 0);
    lacks(0, 0);
    takes(CT_EVENT_EXIT, 7, 2);
    lacks(0, 0);
    takes(CT_EVENT_EXIT, 8, 4);
    lacks(0, 4);
    lacks(3, 1);
}

Test(tally, counts_the_end_of_a_vfork_child_with_its_parent) {
    takes(CT_EVENT_IMAGE, 7, 0);
    takes(CT_EVENT_EXIT, 8, 0);
    takes(CT_EVENT_EXIT, 7, 2);
    lacks(0, 0);
}

Test(tally, counts_a_process_that_ends_twice_once) {
    takes(CT_EVENT_IMAGE, 7, 0);
    takes(CT_EVENT_EXIT, 7, 1);
    takes(CT_EVENT_EXIT, 7, 2);
    lacks(0, 0);
}

Test(tally, counts_a_pid_that_comes_again_anew) {
    takes(CT_EVENT_EXIT, 7, 4);
    takes(CT_EVENT_IMAGE, 7, 0);
    takes(CT_EVENT_EXIT, 7, 4);
    lacks(0, 7);
}

Test(tally, does_not_believe_everything) {
    takes(CT_EVENT_EXIT, 7, UINT64_MAX);
    takes(CT_EVENT_EXIT, 8, UINT64_MAX - 1);
    lacks(0, 0);
    for (pid_t pid = 9; pid < 12; pid++)
        takes(CT_EVENT_EXIT, pid, UINTPTR_MAX / 2 - 1);
    cr_expect_gt(ct_tally_missing(&tally, 0), 0);
}
