// SPDX-License-Identifier: MIT
// What is waited for before a program ends: the debts of that moment, not those that follow, and
// each only until it is given up.
#include "base/owed.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/raw.h"
#include "base/state.h"

enum { DEBTOR = 100, ANOTHER = DEBTOR + CT_STATE_OWING, NOBODY = 1 };

static void start(void) {
    ct_state_init(getpid(), false);
    ct_state_map();
}

TestSuite(owed, .init = start);

static bool owes(pid_t tid) {
    struct ct_debt debt = ct_owed_begin(tid);

    ct_owed_end(debt);
    return !debt.place;
}

Test(owed, a_debt_is_noted_once_and_ends) {
    struct ct_debt debt = ct_owed_begin(DEBTOR);

    cr_assert_not_null(debt.place);
    cr_assert(owes(DEBTOR), "noted by who begins, and not again by a call within");
    ct_owed_end(debt);
    cr_assert_not(owes(DEBTOR));
}

Test(owed, more_debtors_than_places_are_not_noted) {
    struct ct_debt debts[CT_STATE_OWING];

    for (int i = 0; i < CT_STATE_OWING; i++)
        cr_assert_not_null((debts[i] = ct_owed_begin(DEBTOR + i)).place);
    cr_assert_null(ct_owed_begin(ANOTHER).place);
    ct_owed_end(debts[3]);
    cr_assert_eq(ct_owed_begin(ANOTHER).place, debts[3].place);
}

Test(owed, a_debt_of_the_waiting_thread_stays) {
    ct_owed_begin(DEBTOR);
    ct_owed_wait(DEBTOR);
    cr_assert(owes(DEBTOR));
}

Test(owed, a_debt_given_up_does_not_end_the_next_one_in_its_place) {
    struct ct_debt given_up = ct_owed_begin(DEBTOR), other;

    ct_owed_wait(NOBODY);
    cr_assert_not(owes(DEBTOR));
    other = ct_owed_begin(ANOTHER);
    cr_assert_eq(other.place, given_up.place);
    ct_owed_end(given_up);
    cr_assert(owes(ANOTHER));
}

static _Atomic bool begun;

static bool sleeps(pid_t tid) {
    char path[64], text[256] = "";
    const char *state;
    FILE *file;

    snprintf(path, sizeof path, "/proc/self/task/%d/stat", (int)tid);
    file = fopen(path, "r");
    if (!file)
        return false;
    if (!fgets(text, sizeof text, file))
        text[0] = 0;
    fclose(file);
    state = strrchr(text, ')');
    return state && state[2] == 'S';
}

// Pays, and owes again before anybody could have seen the place empty.
static void *owe_again(void *first) {
    while (!begun || !sleeps(getpid()))
        sched_yield();
    ct_owed_end(*(struct ct_debt *)first);
    ct_owed_begin(DEBTOR);
    return NULL;
}

Test(owed, the_next_debt_of_the_same_thread_is_not_waited_for) {
    struct ct_debt debt = ct_owed_begin(DEBTOR);
    pthread_t thread;

    cr_assert_eq(getpid(), ct_raw_gettid(), "the main thread is the one that sleeps");
    cr_assert_eq(pthread_create(&thread, NULL, owe_again, &debt), 0);
    begun = true;
    ct_owed_wait(NOBODY);
    pthread_join(thread, NULL);
    cr_assert(owes(DEBTOR), "it was waited for, and given up");
}
