// SPDX-License-Identifier: MIT
// libunwind at a distance. It takes locks of its own, so a fork must find no other thread inside
// it, and code that interrupts a capture must not begin a second one.
#include "event/stack.h"

#include <dlfcn.h>
#include <signal.h>
#include <stddef.h>

#include "base/config.h"
#include "base/raw.h"
#include "base/state.h"
#include "base/placed.h"
#include "event/site.h"
#include "base/poison.h"

enum { OWN_FRAMES = 8, COLD_STACK = 32768 };

static int (*backtrace_of)(void **, int) CT_HOT;
static int one_off CT_HOT; // what it takes off return addresses
static pid_t home CT_HOT;  // the process that has run since its exec, no forked child of it
static _Atomic bool threads CT_HOT;        // it had more than one
static _Atomic bool waited_in_vain CT_HOT; // for a thread that had left by a jump: never again long

// libunwind up to 1.3 gives the address before the one that a call returns to, of every frame that
// it knew already; seen on Debian 11. The second capture here knows its frames.
__attribute__((noinline)) static int taken_off(void) {
    const char *back = __builtin_return_address(0);
    void *frames[OWN_FRAMES];

    for (int pass = 0; pass < 2; pass++) {
        int found = backtrace_of(frames, OWN_FRAMES);
        for (int i = 0; pass == 1 && i < found; i++)
            if ((char *)frames[i] + 1 == back)
                return 1;
    }
    return 0;
}

bool ct_stack_init(void) {
    void *library = dlopen("libunwind.so.8", RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);

    if (library)
        *(void **)&backtrace_of = dlsym(library, "unw_backtrace");
    if (backtrace_of)
        one_off = taken_off();
    home = ct_raw_getpid();
    return backtrace_of != NULL;
}

static bool others_capture(const struct ct_state *state, pid_t tid) {
    for (unsigned i = 0; i < CT_STATE_CAPTURES; i++) {
        pid_t who = atomic_load(&state->capturing[i]);
        if (who && who != tid)
            return true;
    }
    return false;
}

void ct_stack_note_thread(void) {
    atomic_store(&threads, true);
}

// libunwind asks dl_iterate_phdr(3), whose lock another thread may have held when this process was
// forked: nobody releases it here.
static bool may_find_loader_locked(pid_t tgid) {
    return atomic_load(&threads) && tgid != home;
}

// False where patience has ended. Who jumps out of a fork or a capture leaves it marked for ever.
static bool wait_turn(int turn) {
    if (turn < (atomic_load(&waited_in_vain) ? CT_TURNS / 8 : CT_TURNS)) {
        ct_wait_turn(turn);
        return true;
    }
    atomic_store(&waited_in_vain, true);
    return false;
}

void ct_stack_hold(pid_t tid) {
    struct ct_state *state = ct_state();

    atomic_fetch_add(&state->holds, 1);
    for (int turn = 0; others_capture(state, tid) && wait_turn(turn); turn++)
        continue;
}

void ct_stack_release(void) {
    atomic_fetch_sub(&ct_state()->holds, 1);
}

// A place among the capturing, or NULL where this thread has one already or the forks do not end.
static _Atomic(pid_t) *begin(struct ct_state *state, pid_t tid) {
    for (unsigned i = 0; i < CT_STATE_CAPTURES; i++)
        if (atomic_load(&state->capturing[i]) == tid)
            return NULL;
    for (int turn = 0; turn == 0 || wait_turn(turn); turn++) {
        _Atomic(pid_t) *place = &state->capturing[(unsigned)(tid + turn) % CT_STATE_CAPTURES];
        pid_t nobody = 0;
        if (atomic_load(&state->holds) == 0 &&
            atomic_compare_exchange_strong(place, &nobody, tid)) {
            if (atomic_load(&state->holds) == 0)
                return place;
            atomic_store(place, 0);
        }
    }
    return NULL;
}

static bool on_small_stack(void) {
    stack_t alternate;

    return ct_raw(SYS_sigaltstack, NULL, &alternate) == 0 && (alternate.ss_flags & SS_ONSTACK) &&
           alternate.ss_size < COLD_STACK;
}

unsigned ct_stack_capture(struct ct_site *frames, unsigned max, pid_t tgid, pid_t tid) {
    void *addresses[CT_CONFIG_STACK_MAX + OWN_FRAMES];
    _Atomic(pid_t) *place;
    int found;
    unsigned count = 0;

    if (!backtrace_of || !ct_state_own(tgid) || may_find_loader_locked(tgid) || on_small_stack())
        return 0;
    place = begin(ct_state(), tid);
    if (!place)
        return 0;
    found = backtrace_of(addresses, (int)max + OWN_FRAMES);
    atomic_store(place, 0);
    for (int i = 0; i < found && count < max; i++)
        if (!ct_site_is_own(addresses[i]))
            ct_site_find((char *)addresses[i] + one_off, &frames[count++]);
    return count;
}
