// SPDX-License-Identifier: MIT
// A place for each thread, in the pages that the kernel empties at fork: noting a debt costs no
// page fault then.
#include "base/owed.h"

#include <stddef.h>

#include "base/raw.h"
#include "base/state.h"
#include "base/poison.h"

_Atomic(pid_t) *ct_owed_begin(pid_t tid) {
    for (unsigned i = 0; i < CT_STATE_OWING; i++) {
        _Atomic(pid_t) *place = &ct_state()->owing[((unsigned)tid + i) % CT_STATE_OWING];
        pid_t nobody = 0;

        if (atomic_compare_exchange_strong(place, &nobody, tid))
            return place;
        if (nobody == tid)
            return NULL;
    }
    return NULL;
}

void ct_owed_end(_Atomic(pid_t) *place) {
    if (place)
        atomic_store_explicit(place, 0, memory_order_release);
}

void ct_owed_wait(pid_t tid) {
    for (unsigned i = 0; i < CT_STATE_OWING; i++) {
        _Atomic(pid_t) *place = &ct_state()->owing[i];
        pid_t who = atomic_load(place);

        if (!who || who == tid)
            continue;
        for (int turn = 0; turn < CT_TURNS && atomic_load(place) == who; turn++)
            ct_wait_turn(turn);
        atomic_compare_exchange_strong(place, &who, 0);
    }
}
