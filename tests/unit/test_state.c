// SPDX-License-Identifier: MIT
// The pages that one process owns: who may claim them, what a fork empties, and bits that are given
// out once.
#include "base/state.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void start(void) {
    ct_state_init(getpid(), true);
    ct_state_map();
}

TestSuite(state, .init = start);

Test(state, belongs_to_who_began_it) {
    cr_assert(ct_state_own(getpid()));
    cr_assert_not(ct_state_own(getpid() + 1), "what a vfork child finds");
}

Test(state, is_empty_in_a_forked_child_and_kept_in_the_parent) {
    int status;
    pid_t child;

    ct_state()->written = 7;
    child = fork();
    if (child == 0) {
        ct_state_after_fork();
        _exit(ct_state()->written != 0 || !ct_state_own(getpid()));
    }
    waitpid(child, &status, 0);
    cr_assert_eq(status, 0);
    cr_assert_eq(ct_state()->written, 7);
    cr_assert(ct_state_own(getpid()));
}

Test(state, lines_run_out_and_come_back) {
    char *lines[CT_STATE_LINES];

    for (int i = 0; i < CT_STATE_LINES; i++) {
        lines[i] = ct_state_line_take();
        cr_assert_not_null(lines[i]);
        memset(lines[i], i, 4096);
    }
    cr_assert_null(ct_state_line_take());
    cr_assert(lines[0][4095] == 0 && lines[7][0] == 7);
    ct_state_line_give(lines[3]);
    cr_assert_eq(ct_state_line_take(), lines[3]);
}

Test(state, slots_run_out_and_come_back) {
    struct ct_slot *slots[CT_STATE_SLOTS];

    for (int i = 0; i < CT_STATE_SLOTS; i++)
        cr_assert_not_null(slots[i] = ct_state_slot_take());
    cr_assert_null(ct_state_slot_take());
    ct_state_slot_give(slots[50]);
    cr_assert_eq(ct_state_slot_take(), slots[50]);
}

Test(state, the_room_has_one_user_and_a_size) {
    void *room = ct_state_room_take(100000, 5);

    cr_assert_not_null(room);
    memset(room, 1, 100000);
    cr_assert_null(ct_state_room_take(100, 6));
    ct_state_room_give(6);
    cr_assert_null(ct_state_room_take(100, 6), "only its user gives it back");
    ct_state_room_give(5);
    cr_assert_null(ct_state_room_take((size_t)1 << 30, 6));
    cr_assert_eq(ct_state_room_take(100, 6), room);
}

// A child that comes back into its creator's exec executes with what is there.
Test(state, the_room_keeps_its_content_in_a_forked_child) {
    char *room = ct_state_room_take(100, 5);
    int status;
    pid_t child;

    cr_assert_not_null(room);
    strcpy(room, "environment");
    child = fork();
    if (child == 0)
        _exit(strcmp(room, "environment") != 0);
    waitpid(child, &status, 0);
    cr_assert_eq(status, 0);
}

Test(state, lines_that_do_not_come_back_are_waited_for_once) {
    char *lines[CT_STATE_LINES];

    for (int i = 0; i < CT_STATE_LINES; i++)
        cr_assert_not_null(lines[i] = ct_state_line_take());
    cr_assert_not(ct_state()->stuck);
    cr_assert_null(ct_state_line_take());
    cr_assert(ct_state()->stuck);
    ct_state_line_give(lines[3]);
    cr_assert_not(ct_state()->stuck);
    cr_assert_eq(ct_state_line_take(), lines[3]);
}

Test(state, what_was_counted_before_the_pages_moves_there, .init = NULL) {
    ct_state_init(getpid(), false);
    ct_state()->written = 3;
    ct_state()->lost_new = 2;
    ct_state_map();
    ct_state_map();
    cr_assert(ct_state_own(getpid()));
    cr_assert_eq(ct_state()->written, 3);
    cr_assert_eq(ct_state()->lost_new, 2);
}

static void *take_and_give(void *failures) {
    for (int i = 0; i < 20000; i++) {
        struct ct_slot *slot = ct_state_slot_take();
        if (!slot)
            continue;
        slot->start = &slot;
        if (slot->start != &slot) // somebody else has it too
            __atomic_add_fetch((int *)failures, 1, __ATOMIC_SEQ_CST);
        ct_state_slot_give(slot);
    }
    return NULL;
}

Test(state, a_slot_is_given_to_one_thread_at_a_time) {
    pthread_t threads[4];
    int failures = 0;

    for (int i = 0; i < 4; i++)
        cr_assert_eq(pthread_create(&threads[i], NULL, take_and_give, &failures), 0);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    cr_assert_eq(failures, 0);
    for (int i = 0; i < CT_STATE_SLOTS; i++)
        cr_assert_not_null(ct_state_slot_take(), "slot %d is not free", i);
}
