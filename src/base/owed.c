// SPDX-License-Identifier: MIT
// A place for each thread, in the pages that the kernel empties at fork: noting a debt costs no
// page fault then. It holds the thread's id and, above that, which of its debts this is: a thread
// that creates all the time would else seem never to pay, and a loop of execs that fail to stand
// still.
#include "base/owed.h"

#include <stdbool.h>
#include <stddef.h>

#include "base/raw.h"
#include "base/state.h"
#include "base/poison.h"

// Linux gives ids below 1 << 22 (PID_MAX_LIMIT, include/linux/threads.h).
static const uint32_t one_debt = 1u << 22;

static pid_t debtor(uint32_t noted) {
    return (pid_t)(noted & (one_debt - 1));
}

static uint32_t paid(uint32_t noted) {
    return noted & ~(one_debt - 1);
}

struct ct_debt ct_owed_begin(pid_t tid) {
    for (unsigned i = 0; i < CT_STATE_OWING; i++) {
        _Atomic uint32_t *place = &ct_state()->owing[((unsigned)tid + i) % CT_STATE_OWING];
        uint32_t before = atomic_load(place), noted = paid(before) + one_debt + (uint32_t)tid;

        if (!debtor(before) && atomic_compare_exchange_strong(place, &before, noted))
            return (struct ct_debt){place, noted};
        if (debtor(before) == tid)
            break;
    }
    return (struct ct_debt){NULL, 0};
}

// Somebody may have given it up, and the place may be another's.
void ct_owed_end(struct ct_debt debt) {
    if (debt.place)
        atomic_compare_exchange_strong(debt.place, &debt.noted, paid(debt.noted));
}

static bool is_due(const uint32_t noted[CT_STATE_OWING], pid_t tid) {
    for (unsigned i = 0; i < CT_STATE_OWING; i++)
        if (debtor(noted[i]) && debtor(noted[i]) != tid &&
            atomic_load(&ct_state()->owing[i]) == noted[i])
            return true;
    return false;
}

void ct_owed_wait(pid_t tid) {
    uint32_t noted[CT_STATE_OWING];

    for (unsigned i = 0; i < CT_STATE_OWING; i++)
        noted[i] = atomic_load(&ct_state()->owing[i]);
    for (int turn = 0; turn < CT_TURNS && is_due(noted, tid); turn++)
        ct_wait_turn(turn);
    for (unsigned i = 0; i < CT_STATE_OWING; i++)
        if (debtor(noted[i]) != tid)
            ct_owed_end((struct ct_debt){&ct_state()->owing[i], noted[i]});
}
