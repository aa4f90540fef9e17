// SPDX-License-Identifier: MIT
// The pages that one process owns. Bits are taken and given back with atomics, and waited for only
// so long: a signal handler may interrupt any of these functions and enter it again.
#include "base/state.h"

#include <stddef.h>
#include <sys/mman.h>

#include "base/raw.h"
#include "base/placed.h"
#include "base/poison.h"

enum { ROOM = 2 << 20 }; // what Linux takes as arguments and environment, by default

struct region {
    struct ct_state state;
    char lines[CT_STATE_LINES][CT_STATE_LINE_SIZE] __attribute__((aligned(CT_STATE_LINE_SIZE)));
};

static struct ct_state small CT_HOT;
static struct ct_slot slots[CT_STATE_SLOTS] CT_COLD;
static _Atomic uint64_t slots_taken CT_COLD; // a bit for each
static struct region *_Atomic region CT_HOT;
static _Atomic bool asked CT_HOT;
static bool wiped CT_HOT;
static bool started CT_HOT;
// Apart from the rest: what a forked child finds in it, come back from a signal handler, it
// executes.
static char *_Atomic room CT_HOT;
static bool may_have_room CT_HOT;

static bool empties_at_fork(long at, size_t size) {
    return ct_raw(SYS_madvise, at, size, MADV_WIPEONFORK) == 0 &&
           ct_raw(SYS_madvise, at, size, -1L) != 0;
}

void ct_state_init(pid_t tgid, bool with_room) {
    started = true;
    may_have_room = with_room;
    atomic_store(&small.owner, tgid);
}

static void move_counts(struct ct_state *to) {
    to->owner = small.owner; // a store comes first: a load would cost a second fault
    to->written = small.written;
    to->created = small.created;
    to->lost = small.lost;
    to->lost_new = small.lost_new;
    to->checked_ns = small.checked_ns;
    to->unchecked = small.unchecked;
}

static long map(size_t size) {
    const long at = ct_raw(SYS_mmap, NULL, size, PROT_READ | PROT_WRITE,
                           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0L);

    return at < 0 && at > -4096 ? 0 : at;
}

void ct_state_map(void) {
    long at;

    if (atomic_load_explicit(&asked, memory_order_relaxed) || !started ||
        atomic_exchange(&asked, true))
        return;
    at = map(sizeof(struct region));
    if (!at)
        return;
    move_counts(&((struct region *)at)->state);
    wiped = empties_at_fork(at, sizeof(struct region));
    atomic_store_explicit(&region, (struct region *)at, memory_order_release);
}

struct ct_state *ct_state(void) {
    return region ? &region->state : &small;
}

bool ct_state_is_wiped(void) {
    return wiped;
}

bool ct_state_own(pid_t tgid) {
    pid_t owner = atomic_load_explicit(&ct_state()->owner, memory_order_relaxed);

    if (owner == 0 && atomic_compare_exchange_strong(&ct_state()->owner, &owner, tgid))
        return true;
    return owner == tgid;
}

void ct_state_after_fork(void) {
    struct ct_state *state = ct_state();

    if (wiped)
        return;
    atomic_store(&state->written, 0);
    atomic_store(&state->created, 0);
    atomic_store(&state->lost, 0);
    atomic_store(&state->lost_new, 0);
    atomic_store(&state->holds, 0);
    for (size_t i = 0; i < CT_STATE_CAPTURES; i++)
        atomic_store(&state->capturing[i], 0);
    for (size_t i = 0; i < CT_STATE_OWING; i++)
        atomic_store(&state->owing[i], 0);
    atomic_store(&state->owner, ct_raw_getpid());
}

static char *take_line(struct ct_state *state) {
    uint32_t taken = atomic_load(&state->lines);

    while (taken != (1u << CT_STATE_LINES) - 1) {
        unsigned free_bit = (unsigned)__builtin_ctz(~taken);
        if (atomic_compare_exchange_weak(&state->lines, &taken, taken | 1u << free_bit))
            return region->lines[free_bit];
    }
    return NULL;
}

// Others are about to give theirs back, where this one did not interrupt all of them, and where
// they were not left behind by a jump out of a signal handler or the end of a vfork child.
char *ct_state_line_take(void) {
    char *line;

    ct_state_map();
    line = region ? take_line(&region->state) : NULL;
    if (line || !region || atomic_load(&region->state.stuck))
        return line;
    for (int i = 0; !line && i < CT_TURNS; i++) {
        ct_wait_turn(i);
        line = take_line(&region->state);
    }
    if (!line)
        atomic_store(&region->state.stuck, true);
    return line;
}

void ct_state_line_give(char *line) {
    size_t index = (size_t)(line - region->lines[0]) / CT_STATE_LINE_SIZE;

    atomic_fetch_and(&ct_state()->lines, ~(1u << index));
    if (atomic_load_explicit(&ct_state()->stuck, memory_order_relaxed))
        atomic_store(&ct_state()->stuck, false);
}

struct ct_slot *ct_state_slot_take(void) {
    uint64_t taken = atomic_load(&slots_taken);

    while (~taken) {
        unsigned free_bit = (unsigned)__builtin_ctzll(~taken);
        if (atomic_compare_exchange_weak(&slots_taken, &taken, taken | 1ull << free_bit))
            return &slots[free_bit];
    }
    return NULL;
}

void ct_state_slot_give(struct ct_slot *slot) {
    atomic_fetch_and(&slots_taken, ~(1ull << (size_t)(slot - slots)));
}

void *ct_state_room_take(size_t size, pid_t tid) {
    pid_t nobody = 0;

    ct_state_map();
    if (!region || !may_have_room || size > ROOM ||
        !atomic_compare_exchange_strong(&region->state.room_user, &nobody, tid))
        return NULL;
    if (!atomic_load(&room))
        atomic_store(&room, (char *)map(ROOM));
    if (!atomic_load(&room))
        ct_state_room_give(tid);
    return atomic_load(&room);
}

void ct_state_room_give(pid_t tid) {
    pid_t user = tid;

    if (atomic_load_explicit(&ct_state()->room_user, memory_order_relaxed) == tid)
        atomic_compare_exchange_strong(&ct_state()->room_user, &user, 0);
}
