// SPDX-License-Identifier: MIT
#ifndef CT_GATE_H
#define CT_GATE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/owed.h"
#include "event/event.h"

// The waist between hooks and everything else. A hook enters, makes the real call, and leaves:
//
//     struct ct_call call;
//     ct_gate_enter(&call, CT_API_FORK, __builtin_return_address(0), 0);
//     pid_t child = real_fork();
//     if (child != 0)
//         ct_gate_leave(&call, child, child < 0 ? errno : 0);
//
// A child never leaves: nothing of the shim runs in it. errno is what it was for the caller of each
// function here.

// How this thread's process came to be, or what it is creating: handed to children by the memory
// that they inherit.
struct ct_since {
    uint64_t ts_ns; // of the create event, 0 for none
    pid_t tgid;     // the creator
    pid_t tid;
    enum ct_api api;
};

struct ct_call {
    bool on;   // something is being logged
    bool owns; // the state pages belonged to `tgid` at the entry
    enum ct_api api;
    const void *site;
    pid_t tgid, tid;
    uint64_t ts_ns;    // at the entry
    uint64_t start_ns; // when the real call began
    struct ct_since before;
    struct ct_debt debt; // its line
    uint64_t matched;    // the rules of the policy that did
    int refused;         // errno value where the policy refuses the call
    struct ct_mem mem;
    struct ct_create create;
};

// A call whose flags libc chooses; `spawn` as ct_libc_flags() takes it. False where the policy
// refuses the call, with `refused` set, and errno where the API tells by it: then the hook fails as
// its manual page says, and does not leave.
bool ct_gate_enter(struct ct_call *call, enum ct_api api, const void *site, unsigned spawn);
// The same for a spawn or a shell, with what the rules say of the exec in it (NULL: nothing).
struct ct_judgement;
bool ct_gate_enter_exec(struct ct_call *call, enum ct_api api, const void *site, unsigned spawn,
                        const struct ct_judgement *exec);
// A call whose caller chose them: `create` has entry, flags and exit_signal.
bool ct_gate_enter_with(struct ct_call *call, enum ct_api api, const void *site,
                        const struct ct_create *create);

// The real call came back in the creator: with the child's id (0 where libc hides it), or with an
// errno value.
void ct_gate_leave(struct ct_call *call, pid_t child, int error);
// The same for the moment when the real call ended before ct_gate_leave() could be called.
void ct_gate_leave_at(struct ct_call *call, pid_t child, int error, uint64_t end_ns);

// Before an exec, and after one that failed. `path` may be NULL. False, with errno set, where the
// policy refuses it.
bool ct_gate_exec(enum ct_api api, const void *site, const char *path);
void ct_gate_exec_failed(enum ct_api api, const void *site, const char *path, int error);
// Before the thread `tid` ends the program of its thread group: waits for the lines of the others.
void ct_gate_last_call(pid_t tgid, pid_t tid);
// A program that the shim will not be in.
void ct_gate_blind(enum ct_api api, const char *path, enum ct_blind reason);
// Before unshare or setns: false, with errno set and its line written, where the policy refuses it.
// After it: error 0 for success.
bool ct_gate_namespace_enter(enum ct_api api, const void *site, uint64_t flags, uint64_t *matched);
void ct_gate_namespace(enum ct_api api, const void *site, uint64_t flags, int error,
                       uint64_t matched);

// In the child of a fork that came back through a hook: how it was made, for its exec.
void ct_gate_mark_child(const struct ct_call *call);
// True in a child of a hooked thread that has written nothing itself.
bool ct_gate_is_fresh_child(pid_t tgid);
// The same, and it has memory of its own, little of which it has touched yet: its exec line is
// written without more.
bool ct_gate_is_fork_child(pid_t tgid);
// True where this thread is known to be its own process's, without asking the kernel.
bool ct_gate_knows_itself(void);
// A line of such a child was written, and whether one was that is not yet counted in its pages.
void ct_gate_note_uncounted(void);
bool ct_gate_has_uncounted(void);
// Claims the state pages for this process, before there is a child that could take them for its
// own, and counts there what was written without them. Nothing where they are another's.
void ct_gate_adopt(pid_t tgid, pid_t tid);

// Fills in what every event has. Writes the event if its kind is configured.
void ct_gate_stamp(struct ct_event *event, enum ct_event_kind kind);
// The same at the very beginning or end of a process, which has not read a clock yet.
void ct_gate_stamp_cold(struct ct_event *event, enum ct_event_kind kind);
void ct_gate_emit(struct ct_event *event);
void ct_gate_emit_judged(struct ct_event *event, uint64_t matched);
bool ct_gate_wants(enum ct_event_kind kind);

// What a cookie carries of a call over a system call that returns twice, and back.
struct ct_cookie;
void ct_gate_pack(const struct ct_call *call, struct ct_cookie *cookie);
void ct_gate_unpack(struct ct_call *call, const struct ct_cookie *cookie);

// The creator's record for a thread that it starts, see hooks/thread.c.
extern __thread struct ct_since ct_since;

#endif
