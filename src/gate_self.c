// SPDX-License-Identifier: MIT
// Who runs here: this thread's ids, so that not every event asks the kernel, and what a child finds
// of its creator in memory that it shares or copied.
#include "gate_self.h"

#include <sched.h>
#include <sys/wait.h>
#include <time.h>

#include "base/kernel.h"
#include "base/raw.h"
#include "base/state.h"
#include "gate.h"
#include "base/poison.h"

__thread struct ct_since ct_since;

// They hold while the state pages are this process's own (a forked child finds them emptied) and no
// child runs on this thread's storage.
static __thread struct {
    pid_t tgid, tid;
    uint32_t uncounted; // lines of a fresh child, written before it had pages to count in
    uint32_t sharers; // children under way that share it; 1 << 16 for each that will never be done
} self;

static uint32_t sharers_of(const struct ct_create *create) {
    if ((create->flags & (CLONE_VM | CLONE_SETTLS)) != CLONE_VM)
        return 0;
    return create->flags & CLONE_VFORK ? 1 : 1u << 16;
}

// A fork must not even store what is there already: that is a page fault after each.
void ct_gate_self_share(const struct ct_create *create) {
    const uint32_t more = sharers_of(create);

    if (more)
        self.sharers += more;
}

// A child that a handler forked meanwhile has forgotten it.
void ct_gate_self_unshare(const struct ct_create *create) {
    if (create->flags & CLONE_VFORK && sharers_of(create) && self.sharers & 0xffff)
        self.sharers--;
}

// Where the pages are this process's, a count of sharers that another one made came with a copy of
// its memory: nobody shares that.
void ct_gate_adopt(pid_t tgid, pid_t tid) {
    if (!ct_state_own(tgid) || !ct_state_is_wiped())
        return;
    if (self.tgid != tgid)
        self.sharers = 0;
    if (self.sharers)
        return;
    self.tgid = tgid;
    self.tid = tid;
    if (self.uncounted)
        atomic_fetch_add(&ct_state()->written, self.uncounted);
    self.uncounted = 0;
}

bool ct_gate_is_fresh_child(pid_t tgid) {
    return self.tgid && self.tgid != tgid;
}

// A child of fork, that is: one of vfork has pages, its creator's, and its creator's thread
// storage.
bool ct_gate_is_fork_child(pid_t tgid) {
    return ct_gate_is_fresh_child(tgid) && !self.sharers;
}

void ct_gate_note_uncounted(void) {
    self.uncounted++;
}

bool ct_gate_has_uncounted(void) {
    return self.uncounted;
}

bool ct_gate_knows_itself(void) {
    return self.tid && !self.sharers && atomic_load(&ct_state()->owner) == self.tgid;
}

void ct_gate_self_ids(pid_t *tgid, pid_t *tid) {
    if (ct_gate_knows_itself()) {
        *tgid = self.tgid;
        *tid = self.tid;
        return;
    }
    *tgid = ct_raw_getpid();
    *tid = ct_raw_gettid();
    ct_gate_adopt(*tgid, *tid);
}

static bool made(const struct ct_call *call, pid_t child) {
    const int ended = WEXITED | WNOHANG | WNOWAIT | __WALL; // and stays to be waited for

    if (child <= 0 || !ct_kernel_may(CT_USE_KIN))
        return false;
    if (call->create.flags & CLONE_THREAD)
        return ct_raw(SYS_tgkill, ct_raw_getpid(), child, 0L) == 0;
    return ct_raw(SYS_waitid, P_PID, child, NULL, ended, NULL) == 0;
}

bool ct_gate_self_ends(struct ct_call *call, pid_t child) {
    if (!call->owns || atomic_load_explicit(&ct_state()->owner, memory_order_relaxed) == call->tgid)
        return true;
    call->owns = false;
    call->debt = (struct ct_debt){NULL, 0};
    ct_gate_self_ids(&call->tgid, &call->tid);
    return made(call, child);
}

void ct_gate_stamp_cold(struct ct_event *event, enum ct_event_kind kind) {
    event->kind = kind;
    event->lost = 0;
    event->ts_ns = ct_clock_cold_ns(CLOCK_MONOTONIC);
    event->tgid = ct_raw_getpid();
    event->tid = ct_raw_gettid();
}

void ct_gate_stamp(struct ct_event *event, enum ct_event_kind kind) {
    event->kind = kind;
    event->lost = 0;
    event->tgid = ct_raw_getpid();
    if (kind == CT_EVENT_EXEC && ct_gate_is_fork_child(event->tgid)) {
        event->tid = event->tgid;
        event->ts_ns = ct_clock_cold_ns(CLOCK_MONOTONIC);
        return;
    }
    event->tid = ct_raw_gettid();
    event->ts_ns = ct_clock_ns(CLOCK_MONOTONIC);
    ct_gate_adopt(event->tgid, event->tid);
}
