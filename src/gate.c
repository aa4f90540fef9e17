// SPDX-License-Identifier: MIT
// Read this file first. Every hook comes through here: enter notes who calls, what the kernel will
// be asked for and when; leave builds the event and sends it to the sink. Runs in any program at
// any moment (signal handlers, vfork children, threads with 16 KiB of stack): no allocation, no
// lock, no descriptor but the log's.
#include "gate.h"

#include <errno.h>
#include <sched.h>
#include <string.h>
#include <time.h>

#include "base/kernel.h"
#include "base/raw.h"
#include "base/state.h"
#include "event/libc.h"
#include "event/mem.h"
#include "event/modules.h"
#include "event/site.h"
#include "event/stack.h"
#include "gate_self.h"
#include "judge.h"
#include "shim.h"
#include "base/poison.h"

bool ct_gate_wants(enum ct_event_kind kind) {
    return ct_shim_ready() && ct_shim.config.log != CT_LOG_OFF &&
           (ct_shim.config.events & 1u << kind);
}

// A child that gets a copy of memory gets a copy of the unwinder's locks: nobody may hold one when
// it is made.
static bool copies_unwinder(const struct ct_call *call) {
    return ct_shim.config.stack && !(call->create.flags & CLONE_VM);
}

// Every store to ordinary memory around a fork costs a page fault, so the creator stores for the
// child only where the child runs none of our code on its way out: it finds ct_since in its
// creator's thread storage, or in a copy of it.
static bool child_reads_storage(const struct ct_call *call) {
    return call->api == CT_API_VFORK || call->api == CT_API_VFORK_ALIAS ||
           call->api == CT_API_CLONE || call->api == CT_API_CLONE_ALIAS ||
           call->api == CT_API_SYSCALL;
}

void ct_gate_mark_child(const struct ct_call *call) {
    if (call->on)
        ct_since = (struct ct_since){call->ts_ns, call->tgid, call->tid, call->api};
}

static void restore_errno(int saved) {
    if (errno != saved)
        errno = saved;
}

// A call that libc makes on behalf of a hooked one is reported there, once.
static bool is_watching(const void *site) {
    return ct_shim_ready() && ct_shim.config.log != CT_LOG_OFF && !ct_modules_is_libc(site);
}

// Its child cannot hold up the creator, nor anybody who waits for the line.
static bool is_brief(const struct ct_call *call) {
    switch (call->api) {
    case CT_API_SYSTEM:
    case CT_API_WORDEXP:
    case CT_API_DAEMON:
        return false;
    case CT_API_POSIX_SPAWN ... CT_API_PIDFD_SPAWNP: // whose child executes at once
    case CT_API_POPEN:
        return true;
    default:
        return !(call->create.flags & CLONE_VFORK);
    }
}

static void begin(struct ct_call *call) {
    if (!call->on)
        return;
    call->ts_ns = ct_clock_ns(CLOCK_MONOTONIC);
    call->start_ns = call->ts_ns;
    ct_state_map();
    ct_gate_self_ids(&call->tgid, &call->tid);
    call->owns = ct_gate_knows_itself();
    call->debt = is_brief(call) ? ct_owed_begin(call->tid) : (struct ct_debt){NULL, 0};
    ct_gate_self_share(&call->create);
    if (child_reads_storage(call))
        ct_gate_mark_child(call);
    if (ct_shim.config.mem)
        ct_mem_read(&call->mem);
    if (copies_unwinder(call))
        ct_stack_hold(call->tid);
    if (ct_shim.config.stack && (call->create.flags & CLONE_THREAD))
        ct_stack_note_thread();
    if (ct_shim.config.mem || ct_shim.config.stack)
        call->start_ns = ct_clock_ns(CLOCK_MONOTONIC);
}

static void emit_refused(struct ct_call *call);

// The others return the number, or one that stands for it, and leave errno alone.
static bool tells_by_errno(enum ct_api api) {
    return api != CT_API_PTHREAD_CREATE && api != CT_API_THRD_CREATE && api != CT_API_WORDEXP &&
           !(api >= CT_API_POSIX_SPAWN && api <= CT_API_PIDFD_SPAWNP);
}

static bool obey(struct ct_call *call, const struct ct_judgement *judgement) {
    call->matched |= judgement->matched;
    call->refused = judgement->error;
    if (!judgement->error)
        return true;
    if (call->on && ct_gate_wants(CT_EVENT_CREATE))
        emit_refused(call);
    if (judgement->kills)
        ct_judge_kill();
    if (tells_by_errno(call->api))
        errno = judgement->error;
    return false;
}

// The rules come first, whether anything is logged or not. False where they refuse the call, or the
// exec that it brings; its line is then written.
static bool pass(struct ct_call *call, const struct ct_judgement *exec) {
    struct ct_judgement judgement;

    call->matched = 0;
    call->refused = 0;
    if (!ct_shim.policy || ct_modules_is_libc(call->site))
        return true;
    ct_judge_create(&judgement, call->api, call->site, &call->create);
    if (!obey(call, &judgement))
        return false;
    if (!exec || obey(call, exec))
        return true;
    ct_judge_uncount();
    return false;
}

bool ct_gate_enter(struct ct_call *call, enum ct_api api, const void *site, unsigned spawn) {
    return ct_gate_enter_exec(call, api, site, spawn, NULL);
}

bool ct_gate_enter_exec(struct ct_call *call, enum ct_api api, const void *site, unsigned spawn,
                        const struct ct_judgement *exec) {
    struct ct_libc libc;

    call->on = is_watching(site);
    call->before = ct_since;
    call->api = api;
    call->site = site;
    if (!call->on && !ct_shim.policy)
        return true;
    libc = ct_shim.libc;
    if (libc.clone3_minor && libc.minor >= libc.clone3_minor && api > CT_API_SYSCALL)
        libc.clone3 = ct_kernel_clone3();
    libc.clear_sighand = libc.clone3 && ct_kernel_clear_sighand();
    memset(&call->create, 0, sizeof call->create);
    ct_libc_flags(api, &libc, spawn, &call->create);
    if (!pass(call, exec))
        return false;
    begin(call);
    return true;
}

bool ct_gate_enter_with(struct ct_call *call, enum ct_api api, const void *site,
                        const struct ct_create *create) {
    call->on = is_watching(site);
    call->before = ct_since;
    call->api = api;
    call->site = site;
    if (!call->on && !ct_shim.policy)
        return true;
    call->create = *create;
    call->create.from_caller = true;
    if (!pass(call, NULL))
        return false;
    begin(call);
    return true;
}

static void emit_create(struct ct_call *call) {
    struct ct_event event = {.kind = CT_EVENT_CREATE, .api = call->api, .ts_ns = call->ts_ns};

    event.tgid = call->tgid;
    event.tid = call->tid;
    event.create = call->create;
    event.create.mem = ct_shim.config.mem ? &call->mem : NULL;
    ct_site_find(call->site, &event.site);
    ct_gate_emit_judged(&event, call->matched);
}

static void emit_refused(struct ct_call *call) {
    call->ts_ns = ct_clock_ns(CLOCK_MONOTONIC);
    ct_gate_self_ids(&call->tgid, &call->tid);
    if (ct_shim.config.mem)
        ct_mem_read(&call->mem);
    call->create.result = CT_RESULT_DENIED;
    call->create.error = call->refused;
    emit_create(call);
}

void ct_gate_leave_at(struct ct_call *call, pid_t child, int error, uint64_t end_ns) {
    struct ct_create *create = &call->create;
    bool owned;
    int saved = errno;

    if (!call->on)
        return;
    owned = call->owns;
    if (!ct_gate_self_ends(call, child)) {
        restore_errno(saved);
        return;
    }
    if (child_reads_storage(call))
        ct_since = call->before;
    ct_gate_self_unshare(create);
    if (!call->tid) // it came out of a cookie
        ct_gate_self_ids(&call->tgid, &call->tid);
    if (!call->debt.place)
        call->debt = ct_owed_begin(call->tid);
    if (copies_unwinder(call) && call->owns == owned) // the child's pages hold nothing
        ct_stack_release();
    if (child > 0 && ct_shim.config.follow)
        ct_state_room_give(child); // a vfork child that went on to its exec could not
    create->duration_ns = end_ns - call->start_ns;
    create->result = error ? CT_RESULT_ERROR : CT_RESULT_OK;
    create->error = error;
    create->child_tid = error ? 0 : child;
    create->child_tgid = error || !child ? 0 : create->flags & CLONE_THREAD ? call->tgid : child;
    if (ct_gate_wants(CT_EVENT_CREATE))
        emit_create(call);
    ct_owed_end(call->debt);
    restore_errno(saved);
}

void ct_gate_leave(struct ct_call *call, pid_t child, int error) {
    ct_gate_leave_at(call, child, error, call->on ? ct_clock_ns(CLOCK_MONOTONIC) : 0);
}
