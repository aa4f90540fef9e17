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
#include "sink/quiet.h"
#include "sink/target.h"
#include "base/poison.h"

// Reopening fills the next of these and then publishes its index, so that a thread that reads one
// sees it whole. They lie in ordinary memory: a forked child goes on with the log that its parent
// opened.
enum { TARGETS = 8 };
static struct ct_target targets[TARGETS] __attribute__((section(".data"))) = {{.fd = -1}};
static _Atomic unsigned current __attribute__((section(".data")));
static const struct ct_config *config __attribute__((section(".data")));
static bool per_process __attribute__((section(".data")));
static _Atomic bool torn __attribute__((section(".data")));

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
// lost.
static bool put(const struct ct_target *target, const char *line, size_t len) {
    long done;

    if (atomic_exchange(&torn, false))
        ct_quiet_write(target, "\n", 1);
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

static bool deliver(const char *line, size_t len, pid_t tgid) {
    struct ct_target target = targets[atomic_load(&current)];
    enum ct_hold hold =
        per_process && target.tgid != tgid ? CT_HOLD_FOREIGN : ct_target_hold(&target);

    if (hold == CT_HOLD_OURS)
        return put(&target, line, len);
    if (!config || config->log != CT_LOG_PATH || !ct_kernel_may(CT_USE_FILES))
        return false;
    if (reopen(&target, hold == CT_HOLD_UNLINKED ? target.fd : -1, tgid))
        return put(&target, line, len);
    return put_once(line, len, tgid);
}

bool ct_sink_write(const char *line, size_t len, pid_t tgid, uint64_t lost) {
    return count(deliver(line, len, tgid), lost);
}

void ct_sink_drop(uint64_t lost) {
    count(false, lost);
}

int ct_sink_fd(void) {
    return targets[atomic_load(&current)].fd;
}
