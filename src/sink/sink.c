// SPDX-License-Identifier: MIT
// Bytes out, and what was lost. Writes only to a descriptor whose file is known to be the log at
// this moment. Must never block on a lock, raise a signal in the program, or leave a descriptor
// number in memory that a vfork child shares with its parent: a descriptor that only the child has.
#include "sink/sink.h"

#include <stdatomic.h>
#include <string.h>
#include <sys/stat.h>

#include "base/kernel.h"
#include "base/raw.h"
#include "base/state.h"
#include "base/placed.h"
#include "sink/quiet.h"
#include "sink/target.h"
#include "base/poison.h"

// Reopening fills the next of these and then publishes its index, so that a thread that reads one
// sees it whole. They lie in ordinary memory: a forked child goes on with the log that its parent
// opened.
enum { TARGETS = 8, FRESH_NS = 5000000, FRESH_LINES = 64, LONG_AGO_NS = 1 };
static struct ct_target targets[TARGETS] CT_HOT = {{.fd = -1}};
static _Atomic unsigned current CT_HOT;
static const struct ct_config *config CT_HOT;
static bool per_process CT_HOT;
static _Atomic bool torn CT_HOT;

static void publish(const struct ct_target *target) {
    unsigned next = (atomic_load(&current) + 1) % TARGETS;

    targets[next] = *target;
    atomic_store(&current, next);
}

void ct_sink_init(const struct ct_config *how, pid_t tgid) {
    struct ct_target target = {.fd = -1};

    config = how;
    ct_quiet_limits_changed();
    if (how->log == CT_LOG_STDERR || how->log == CT_LOG_FD)
        ct_target_adopt(&target, how->log == CT_LOG_STDERR ? 2 : how->fd);
    if (how->log == CT_LOG_PATH)
        per_process = strchr(how->path, '%') != NULL;
    target.tgid = tgid;
    publish(&target);
}

uint64_t ct_sink_take_lost(void) {
    struct ct_state *state = ct_state();

    if (atomic_load_explicit(&state->lost_new, memory_order_relaxed) == 0)
        return 0;
    return atomic_exchange(&state->lost_new, 0);
}

static bool count(bool written, uint64_t told) {
    struct ct_state *state = ct_state();

    if (written) {
        atomic_fetch_add_explicit(&state->written, 1, memory_order_relaxed);
        return true;
    }
    atomic_fetch_add(&state->lost, 1);
    atomic_fetch_add(&state->lost_new, told + 1);
    return false;
}

// A line that the disk took half of is closed by a newline before the next one, so that only it is
// lost. Looked at before it is changed: a store here would cost each fork a page.
static bool put(const struct ct_target *target, const char *line, size_t len) {
    long done;

    if (atomic_load_explicit(&torn, memory_order_relaxed)) {
        if (ct_quiet_write(target, "\n", 1) != 1)
            return false;
        atomic_store(&torn, false);
    }
    done = ct_quiet_write(target, line, len);
    if (done > 0 && (size_t)done < len)
        atomic_store(&torn, true);
    return done == (long)len;
}

// Opens the log at its path again, for good: only one thread at a time, and only in a process that
// has this memory for itself. False where the line must find its own way.
static bool reopen(struct ct_target *target, int onto, pid_t tgid) {
    _Atomic bool *reopening = &ct_state()->reopening;
    bool opened;

    if (!ct_state_own(tgid) || atomic_exchange(reopening, true))
        return false;
    opened = ct_target_open(target, config->path, tgid) && ct_target_keep(target, onto);
    if (opened)
        publish(target);
    atomic_store(reopening, false);
    return opened;
}

// One line through a descriptor that exists only meanwhile.
static bool put_once(const char *line, size_t len, pid_t tgid) {
    struct ct_target target;
    bool done;

    if (!ct_target_open(&target, config->path, tgid))
        return false;
    done = put(&target, line, len);
    ct_target_close(&target);
    return done;
}

static bool deliver(struct ct_target *target, enum ct_hold hold, const char *line, size_t len,
                    pid_t tgid) {
    if (hold == CT_HOLD_OURS)
        return put(target, line, len);
    if (!config || config->log != CT_LOG_PATH || !ct_kernel_may(CT_USE_FILES))
        return false;
    if (reopen(target, hold == CT_HOLD_UNLINKED ? target->fd : -1, tgid))
        return put(target, line, len);
    return put_once(line, len, tgid);
}

// A descriptor that was handed to us is as good without a name: who made it reads it so.
static enum ct_hold look_whole(const struct ct_target *target, pid_t tgid) {
    enum ct_hold hold;

    if (per_process && target->tgid != tgid)
        return CT_HOLD_FOREIGN;
    hold = ct_target_hold(target);
    return hold == CT_HOLD_UNLINKED && config->log != CT_LOG_PATH ? CT_HOLD_OURS : hold;
}

// Whether the log is still ours is asked for each line, whether it still has a name only now and
// then, and always at one that may be the last.
static bool may_trust(const struct ct_target *target, pid_t tgid, struct ct_moment moment,
                      bool recent) {
    return target->marked && !(per_process && target->tgid != tgid) && recent && !moment.last &&
           atomic_fetch_add_explicit(&ct_state()->unchecked, 1, memory_order_relaxed) < FRESH_LINES;
}

// The lines since the last time that the log had a name are lost if it has none; then nobody trusts
// it until it was opened again. True where there were such lines.
static bool lose_unchecked(enum ct_hold hold) {
    struct ct_state *state = ct_state();
    uint64_t unchecked = atomic_exchange(&state->unchecked, 0);

    if (hold != CT_HOLD_UNLINKED)
        return false;
    atomic_store_explicit(&state->checked_ns, LONG_AGO_NS, memory_order_relaxed);
    if (unchecked > atomic_load(&state->written)) // some of them were lost for another reason
        unchecked = atomic_load(&state->written);
    if (!unchecked)
        return false;
    atomic_fetch_sub(&state->written, unchecked);
    atomic_fetch_add(&state->lost, unchecked);
    atomic_fetch_add(&state->lost_new, unchecked);
    return true;
}

static enum ct_hold look_often(const struct ct_target *target, pid_t tgid, struct ct_moment moment,
                               bool *stale) {
    _Atomic uint64_t *checked_ns = &ct_state()->checked_ns;
    const uint64_t before_ns = atomic_load_explicit(checked_ns, memory_order_relaxed);
    const bool recent = moment.now_ns - before_ns < FRESH_NS;
    enum ct_hold hold;

    *stale = false;
    if (may_trust(target, tgid, moment, recent))
        return ct_target_has_mark(target) ? CT_HOLD_OURS : CT_HOLD_FOREIGN;
    if (before_ns && !(recent && moment.last)) // not at the first line
        ct_quiet_limits_changed();             // prlimit(2) may have come from outside
    hold = look_whole(target, tgid);
    atomic_store_explicit(checked_ns, moment.now_ns, memory_order_relaxed);
    *stale = lose_unchecked(hold);
    return hold;
}

enum ct_sunk ct_sink_write(const char *line, size_t len, pid_t tgid, uint64_t lost,
                           struct ct_moment moment) {
    struct ct_target target = targets[atomic_load(&current)];
    bool stale;
    const enum ct_hold hold = look_often(&target, tgid, moment, &stale);

    if (stale)
        return CT_SUNK_STALE;
    return count(deliver(&target, hold, line, len, tgid), lost) ? CT_SUNK_WRITTEN : CT_SUNK_LOST;
}

bool ct_sink_write_only(const char *line, size_t len, pid_t tgid) {
    struct ct_target target = targets[atomic_load(&current)];

    return deliver(&target, look_whole(&target, tgid), line, len, tgid);
}

void ct_sink_drop(uint64_t lost) {
    count(false, lost);
}

int ct_sink_fd(void) {
    return targets[atomic_load(&current)].fd;
}

void ct_sink_say(const char *line, size_t len) {
    struct ct_target target;

    if (ct_target_adopt(&target, 2))
        ct_quiet_write(&target, line, len);
}
