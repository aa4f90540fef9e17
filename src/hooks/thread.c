// SPDX-License-Identifier: MIT
// pthread_create and thrd_create. The creator learns the new thread's id from libc
// (pthread_getcpuclockid: the clock's number is made of it), which is safe only while the thread
// cannot have ended. So the thread waits at a gate until the creator has read it; as a rule the
// gate is open when it gets there.
#include "hooks/thread.h"

#include <errno.h>
#include <linux/futex.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>
#include <threads.h>
#include <time.h>

#include "base/raw.h"
#include "base/state.h"
#include "base/placed.h"
#include "gate.h"
#include "hooks/export.h"
#include "hooks/real.h"
#include "shim.h"
#include "base/poison.h"

// The bits of a slot's gate.
enum {
    READING = 1, // the creator is reading the id
    OPEN = 2,    // it has; the thread frees the slot
    LEFT = 4,    // the thread gave up waiting: its creator was cancelled or is stopped. The creator
                 // frees the slot
    ASLEEP = 8,  // the thread needs to be woken
    BORROWED = 16, // the slot lies on the creator's stack, because all others are taken
    DONE = 32,     // the thread needs the borrowed slot no more
};

static pthread_key_t exit_key CT_HOT;
static bool exit_wanted CT_HOT;

static void thread_ends(void *unused) {
    struct ct_event event;

    if (!ct_gate_wants(CT_EVENT_THREAD_EXIT))
        return;
    ct_gate_stamp(&event, CT_EVENT_THREAD_EXIT);
    ct_gate_emit(&event);
}

void ct_thread_init(void) {
    int (*create)(pthread_key_t *, void (*)(void *));

    if (!(ct_shim.config.events & 1u << CT_EVENT_THREAD_EXIT))
        return;
    create = REAL(pthread_key_create, int (*)(pthread_key_t *, void (*)(void *)));
    exit_wanted = create && create(&exit_key, thread_ends) == 0;
}

static void mark_thread(void) {
    int (*set)(pthread_key_t, const void *) =
        REAL(pthread_setspecific, int (*)(pthread_key_t, const void *));

    if (exit_wanted && set)
        set(exit_key, &exit_key);
}

static long futex(_Atomic uint32_t *word, int operation, uint32_t value,
                  const struct timespec *wait) {
    return ct_raw(SYS_futex, word, operation, (long)value, wait, NULL, 0L);
}

static void leave_slot(struct ct_slot *slot, uint32_t gate) {
    if (!(gate & BORROWED)) {
        ct_state_slot_give(slot);
        return;
    }
    atomic_fetch_or(&slot->gate, DONE);
    futex(&slot->gate, FUTEX_WAKE_PRIVATE, 1, NULL);
}

// True in a child that a signal handler forked between two of these lines: nobody is there to wait
// for.
static bool is_alone(const struct ct_slot *slot) {
    return atomic_load(&ct_state()->owner) != slot->owner;
}

static void wait_at_gate(struct ct_slot *slot) {
    const struct timespec patience = {.tv_nsec = 200000000};
    uint32_t now = atomic_load_explicit(&slot->gate, memory_order_acquire);

    while (!(now & OPEN)) {
        if (is_alone(slot))
            return;
        if (!(now & ASLEEP)) {
            if (atomic_compare_exchange_strong(&slot->gate, &now, now | ASLEEP))
                now |= ASLEEP;
            continue;
        }
        if (futex(&slot->gate, FUTEX_WAIT_PRIVATE, now, &patience) == -ETIMEDOUT &&
            !(now & READING)) {
            slot->tid = ct_raw_gettid();
            if (atomic_compare_exchange_strong(&slot->gate, &now, now | LEFT))
                return;
        }
        now = atomic_load_explicit(&slot->gate, memory_order_acquire);
    }
    leave_slot(slot, now);
}

static struct ct_slot arrive(struct ct_slot *slot) {
    struct ct_slot mine;

    mine.start = slot->start;
    mine.arg = slot->arg;
    ct_since = (struct ct_since){slot->since[0], (pid_t)(slot->since[1] >> 32),
                                 (pid_t)(uint32_t)slot->since[1], (enum ct_api)slot->since[2]};
    wait_at_gate(slot);
    mark_thread();
    return mine;
}

static void *pthread_main(void *slot) {
    struct ct_slot mine = arrive(slot);

    return ((void *(*)(void *))mine.start)(mine.arg);
}

static int thrd_main(void *slot) {
    struct ct_slot mine = arrive(slot);

    return ((int (*)(void *))mine.start)(mine.arg);
}

static struct ct_slot *prepare(const struct ct_call *call, struct ct_slot *spare, void *start,
                               void *arg) {
    struct ct_slot *slot = ct_state_slot_take();
    uint32_t gate = slot ? 0 : BORROWED;

    slot = slot ? slot : spare;
    atomic_store_explicit(&slot->gate, gate, memory_order_relaxed);
    slot->owner = atomic_load(&ct_state()->owner);
    slot->start = start;
    slot->arg = arg;
    slot->since[0] = call->before.ts_ns;
    slot->since[1] = (uint64_t)call->before.tgid << 32 | (uint32_t)call->before.tid;
    slot->since[2] = call->before.api;
    return slot;
}

// The clock of a thread is ~tid << 3 and three bits of kind (the kernel's
// include/linux/posix-timers_types.h).
static pid_t tid_of(pthread_t thread) {
    int (*clock_of)(pthread_t, clockid_t *) =
        REAL(pthread_getcpuclockid, int (*)(pthread_t, clockid_t *));
    clockid_t clock;

    if (!clock_of || clock_of(thread, &clock) != 0)
        return 0;
    return (pid_t) ~(clock >> 3);
}

static void wait_for_borrower(struct ct_slot *slot) {
    uint32_t now = atomic_load(&slot->gate);

    while (!(now & DONE) && !is_alone(slot)) {
        futex(&slot->gate, FUTEX_WAIT_PRIVATE, now, NULL);
        now = atomic_load(&slot->gate);
    }
}

// Lets the thread go, and returns its id.
static pid_t open_gate(struct ct_slot *slot, pthread_t thread) {
    uint32_t now = atomic_load(&slot->gate);
    pid_t tid;

    while (!(now & LEFT) && !atomic_compare_exchange_strong(&slot->gate, &now, now | READING))
        ;
    if (now & LEFT) {
        tid = slot->tid;
        if (!(now & BORROWED))
            ct_state_slot_give(slot);
        return tid;
    }
    tid = tid_of(thread);
    now = atomic_fetch_or(&slot->gate, OPEN);
    if (now & ASLEEP)
        futex(&slot->gate, FUTEX_WAKE_PRIVATE, 1, NULL);
    if (now & BORROWED)
        wait_for_borrower(slot);
    return tid;
}

static void abandon(struct ct_slot *slot) {
    if (!(atomic_load(&slot->gate) & BORROWED))
        ct_state_slot_give(slot);
}

// The new thread is published under the caller's name for it before it may run, as libc does; and
// read from ours, since two creators may share theirs.
CT_EXPORT int pthread_create(pthread_t *restrict thread, const pthread_attr_t *restrict attr,
                             void *(*start)(void *), void *restrict arg) {
    int (*real)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *) = REAL(
        pthread_create, int (*)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *));
    struct ct_slot spare, *slot;
    struct ct_call call;
    pthread_t made = 0;
    uint64_t end_ns;
    int error;

    ct_real_prepare();
    if (!ct_gate_enter(&call, CT_API_PTHREAD_CREATE, CT_SITE, 0))
        return call.refused;
    if (!call.on)
        return real(thread, attr, start, arg);
    slot = prepare(&call, &spare, (void *)start, arg);
    error = real(&made, attr, pthread_main, slot);
    end_ns = ct_clock_ns(CLOCK_MONOTONIC);
    if (error) {
        abandon(slot);
        ct_gate_leave_at(&call, 0, error, end_ns);
        return error;
    }
    *thread = made;
    ct_gate_leave_at(&call, open_gate(slot, made), 0, end_ns);
    return 0;
}

// thrd_error and thrd_nomem stand for EAGAIN and ENOMEM of clone(2) (nptl/thrd_create.c maps them
// so).
CT_EXPORT int thrd_create(thrd_t *thread, thrd_start_t start, void *arg) {
    int (*real)(thrd_t *, thrd_start_t, void *) =
        REAL(thrd_create, int (*)(thrd_t *, thrd_start_t, void *));
    struct ct_slot spare, *slot;
    struct ct_call call;
    thrd_t made = 0;
    uint64_t end_ns;
    int result;

    ct_real_prepare();
    if (!ct_gate_enter(&call, CT_API_THRD_CREATE, CT_SITE, 0))
        return call.refused == ENOMEM ? thrd_nomem : thrd_error;
    if (!call.on)
        return real(thread, start, arg);
    slot = prepare(&call, &spare, (void *)start, arg);
    result = real(&made, thrd_main, slot);
    end_ns = ct_clock_ns(CLOCK_MONOTONIC);
    if (result != thrd_success) {
        abandon(slot);
        ct_gate_leave_at(&call, 0, result == thrd_nomem ? ENOMEM : EAGAIN, end_ns);
        return result;
    }
    *thread = made;
    ct_gate_leave_at(&call, open_gate(slot, (pthread_t)made), 0, end_ns);
    return result;
}
