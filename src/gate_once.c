// SPDX-License-Identifier: MIT
// The gate for calls that create no task: exec, unshare, setns, and programs that the shim will not
// be in. Execs come from vfork children as a rule, so what gate.c says of its functions holds here
// with force.
#include "gate.h"

#include <errno.h>
#include <stddef.h>

#include "base/owed.h"
#include "base/raw.h"
#include "base/state.h"
#include "event/mem.h"
#include "event/site.h"
#include "judge.h"
#include "shim.h"
#include "base/poison.h"

void ct_gate_last_call(pid_t tgid, pid_t tid) {
    if (ct_gate_wants(CT_EVENT_CREATE) && !ct_gate_is_fresh_child(tgid) && ct_state_own(tgid))
        ct_owed_wait(tid);
}

static void emit_exec(enum ct_api api, const void *site, const char *path, int error,
                      uint64_t matched) {
    struct ct_event event = {.api = api};
    struct ct_exec *exec = &event.exec;
    bool is_first; // of a forked child, to whose own errno nothing happens on the way
    int saved;

    ct_gate_stamp(&event, CT_EVENT_EXEC);
    is_first = !error && ct_gate_is_fork_child(event.tgid);
    saved = is_first ? 0 : errno;
    if (is_first)
        ct_site_find_once(site, &event.site);
    else
        ct_site_find(site, &event.site);
    exec->path = path;
    exec->minflt = ct_mem_minor_faults();
    exec->error = error;
    exec->created = ct_since.ts_ns && ct_since.tgid != event.tgid;
    exec->by_api = ct_since.api;
    exec->by_tgid = ct_since.tgid;
    exec->by_tid = ct_since.tid;
    exec->by_ts_ns = ct_since.ts_ns;
    ct_gate_emit_judged(&event, matched);
    if (!error)
        ct_gate_last_call(event.tgid, event.tid);
    if (!is_first && errno != saved)
        errno = saved;
}

bool ct_gate_exec(enum ct_api api, const void *site, const char *path) {
    struct ct_judgement judgement = {0};

    if (ct_shim_ready() && ct_shim.policy)
        ct_judge_exec(&judgement, api, site, path);
    if (ct_gate_wants(CT_EVENT_EXEC))
        emit_exec(api, site, path, judgement.error, judgement.matched);
    else if (ct_gate_wants(CT_EVENT_CREATE)) // else no system call: a filter may allow none
        ct_gate_last_call(ct_raw_getpid(), ct_raw_gettid());
    if (judgement.kills)
        ct_judge_kill();
    if (judgement.error)
        errno = judgement.error;
    return judgement.error == 0;
}

void ct_gate_exec_failed(enum ct_api api, const void *site, const char *path, int error) {
    if (ct_gate_wants(CT_EVENT_EXEC))
        emit_exec(api, site, path, error, 0);
}

void ct_gate_blind(enum ct_api api, const char *path, enum ct_blind reason) {
    struct ct_event event = {.api = api};
    int saved = errno;

    if (!ct_gate_wants(CT_EVENT_BLIND))
        return;
    ct_gate_stamp(&event, CT_EVENT_BLIND);
    event.blind.path = path;
    event.blind.reason = reason;
    ct_gate_emit(&event);
    if (errno != saved)
        errno = saved;
}

static void emit_namespace(enum ct_api api, const void *site, uint64_t flags, enum ct_result result,
                           int error, uint64_t matched) {
    struct ct_event event = {.api = api};
    int saved = errno;

    if (!ct_gate_wants(CT_EVENT_NAMESPACE))
        return;
    ct_gate_stamp(&event, CT_EVENT_NAMESPACE);
    ct_site_find(site, &event.site);
    event.ns.flags = flags;
    event.ns.result = result;
    event.ns.error = error;
    ct_gate_emit_judged(&event, matched);
    if (errno != saved)
        errno = saved;
}

bool ct_gate_namespace_enter(enum ct_api api, const void *site, uint64_t flags, uint64_t *matched) {
    struct ct_judgement judgement = {0};

    if (ct_shim_ready() && ct_shim.policy)
        ct_judge_namespace(&judgement, api, site, flags);
    *matched = judgement.matched;
    if (!judgement.error)
        return true;
    emit_namespace(api, site, flags, CT_RESULT_DENIED, judgement.error, judgement.matched);
    if (judgement.kills)
        ct_judge_kill();
    errno = judgement.error;
    return false;
}

void ct_gate_namespace(enum ct_api api, const void *site, uint64_t flags, int error,
                       uint64_t matched) {
    emit_namespace(api, site, flags, error ? CT_RESULT_ERROR : CT_RESULT_OK, error, matched);
}
