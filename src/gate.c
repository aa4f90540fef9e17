// SPDX-License-Identifier: MIT
// Read this file first. Every hook comes through here: enter notes who calls, what the kernel will
// be asked for and when; leave builds the event and sends it to the sink. Runs in any program at
// any moment (signal handlers, vfork children, threads with 16 KiB of stack): no allocation, no
// lock, no descriptor but the log's.
#include "gate.h"

#include <errno.h>
#include <sched.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "arch/arch.h"
#include "base/kernel.h"
#include "base/raw.h"
#include "base/state.h"
#include "event/encode.h"
#include "event/libc.h"
#include "event/mem.h"
#include "event/modules.h"
#include "event/site.h"
#include "event/stack.h"
#include "shim.h"
#include "sink/sink.h"
#include "base/poison.h"

__thread struct ct_since ct_since;

// A create line is 400 to 600 bytes; what does not fit here takes a line of ct_state().
enum { LINE_ON_STACK = 640 };

bool ct_gate_wants(enum ct_event_kind kind) {
    return ct_shim_ready() && ct_shim.config.log != CT_LOG_OFF &&
           (ct_shim.config.events & 1u << kind);
}

// When the line is written. The last lines of a process ask the sink to look twice, since nothing
// comes after them that could tell of their loss.
static uint64_t now_of(const struct ct_event *event) {
    switch (event->kind) {
    case CT_EVENT_CREATE:
        return event->ts_ns + event->create.duration_ns;
    case CT_EVENT_EXEC:
    case CT_EVENT_EXIT:
        return 0;
    default:
        return event->ts_ns;
    }
}

static void emit_long(struct ct_event *event) {
    char *line = ct_state_line_take();
    struct ct_buf buf;

    if (!line) {
        ct_sink_drop(event->lost);
        return;
    }
    ct_buf_init(&buf, line, CT_LINE_MAX);
    if (ct_event_encode(event, &buf) == 0)
        ct_sink_write(buf.data, buf.len, event->tgid, event->lost, now_of(event));
    else
        ct_sink_drop(event->lost);
    ct_state_line_give(line);
}

void ct_gate_emit(struct ct_event *event) {
    char line[LINE_ON_STACK];
    struct ct_buf buf;

    ct_buf_init(&buf, line, sizeof line);
    event->lost = ct_sink_take_lost();
    if (ct_event_encode(event, &buf) == 0)
        ct_sink_write(buf.data, buf.len, event->tgid, event->lost, now_of(event));
    else
        emit_long(event);
}

// A child that gets a copy of memory gets a copy of the unwinder's locks: nobody may hold one when
// it is made.
static bool copies_unwinder(const struct ct_call *call) {
    return ct_shim.config.stack && !(call->create.flags & CLONE_VM);
}

// This thread's ids, so that not every event asks the kernel. They hold while the state pages are
// this process's own (a forked child finds them emptied) and no child runs on this thread's
// storage.
static __thread struct {
    pid_t tgid, tid;
    uint32_t sharers; // children under way that share it; 1 << 16 for each that will never be done
} self;

static uint32_t sharers_of(const struct ct_create *create) {
    if ((create->flags & (CLONE_VM | CLONE_SETTLS)) != CLONE_VM)
        return 0;
    return create->flags & CLONE_VFORK ? 1 : 1u << 16;
}

// Claims the pages before there is a child that could take them for its own.
static void adopt_self(pid_t tgid, pid_t tid) {
    if (!ct_state_own(tgid) || !ct_state_is_wiped() || self.sharers)
        return;
    self.tgid = tgid;
    self.tid = tid;
}

bool ct_gate_is_fresh_child(pid_t tgid) {
    return self.tgid && self.tgid != tgid;
}

static void identify(struct ct_call *call) {
    if (self.tid && !self.sharers && atomic_load(&ct_state()->owner) == self.tgid) {
        call->tgid = self.tgid;
        call->tid = self.tid;
        return;
    }
    call->tgid = ct_raw_getpid();
    call->tid = ct_raw_gettid();
    adopt_self(call->tgid, call->tid);
}

void ct_gate_stamp(struct ct_event *event, enum ct_event_kind kind) {
    event->kind = kind;
    event->ts_ns = ct_clock_ns(CLOCK_MONOTONIC);
    event->tgid = ct_raw_getpid();
    event->tid = ct_raw_gettid();
    adopt_self(event->tgid, event->tid);
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

static void begin(struct ct_call *call, enum ct_api api, const void *site) {
    call->api = api;
    call->site = site;
    call->ts_ns = ct_clock_ns(CLOCK_MONOTONIC);
    call->start_ns = call->ts_ns;
    ct_state_map();
    identify(call);
    self.sharers += sharers_of(&call->create);
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

void ct_gate_enter(struct ct_call *call, enum ct_api api, const void *site, unsigned spawn) {
    struct ct_libc libc;

    call->on = is_watching(site);
    call->before = ct_since;
    if (!call->on)
        return;
    libc = ct_shim.libc;
    if (libc.clone3_minor && libc.minor >= libc.clone3_minor && api > CT_API_SYSCALL)
        libc.clone3 = ct_kernel_clone3();
    libc.clear_sighand = libc.clone3 && ct_kernel_clear_sighand();
    memset(&call->create, 0, sizeof call->create);
    ct_libc_flags(api, &libc, spawn, &call->create);
    begin(call, api, site);
}

void ct_gate_enter_with(struct ct_call *call, enum ct_api api, const void *site,
                        const struct ct_create *create) {
    call->on = is_watching(site);
    call->before = ct_since;
    if (!call->on)
        return;
    call->create = *create;
    call->create.from_caller = true;
    begin(call, api, site);
}

// Apart, so that its 2 KiB of frames lie on the stack only where they were asked for.
__attribute__((noinline)) static void emit_with_stack(struct ct_event *event) {
    struct ct_site frames[CT_CONFIG_STACK_MAX];

    event->create.nstack = ct_stack_capture(frames, ct_shim.config.stack, event->tgid, event->tid);
    event->create.stack = frames;
    ct_gate_emit(event);
    event->create.stack = NULL;
}

static void emit_create(struct ct_call *call) {
    struct ct_event event = {.kind = CT_EVENT_CREATE, .api = call->api, .ts_ns = call->ts_ns};

    event.tgid = call->tgid;
    event.tid = call->tid;
    event.create = call->create;
    event.create.mem = ct_shim.config.mem ? &call->mem : NULL;
    ct_site_find(call->site, &event.site);
    if (ct_shim.config.stack)
        emit_with_stack(&event);
    else
        ct_gate_emit(&event);
}

void ct_gate_leave_at(struct ct_call *call, pid_t child, int error, uint64_t end_ns) {
    struct ct_create *create = &call->create;
    int saved = errno;

    if (!call->on)
        return;
    if (child_reads_storage(call))
        ct_since = call->before;
    if (create->flags & CLONE_VFORK)
        self.sharers -= sharers_of(create);
    if (!call->tgid) // it came out of a cookie
        identify(call);
    if (copies_unwinder(call))
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
    restore_errno(saved);
}

void ct_gate_leave(struct ct_call *call, pid_t child, int error) {
    ct_gate_leave_at(call, child, error, call->on ? ct_clock_ns(CLOCK_MONOTONIC) : 0);
}

// Words: 0 ts, 1 start, 2 rss and pte, 3 minflt, 4 flags and exit signal, 5 and 6 before, 7 all
// that is small.
void ct_gate_pack(const struct ct_call *call, struct ct_cookie *cookie) {
    const struct ct_since *before = &call->before;

    cookie->word[0] = call->ts_ns;
    cookie->word[1] = call->start_ns;
    cookie->word[2] = call->mem.rss_kib << 32 | (uint32_t)call->mem.pte_kib;
    cookie->word[3] = call->mem.minflt;
    cookie->word[4] = call->create.flags << 8 | (uint8_t)call->create.exit_signal;
    cookie->word[5] = before->ts_ns;
    cookie->word[6] = (uint64_t)before->tgid << 32 | (uint32_t)before->tid;
    cookie->word[7] = (uint64_t)call->on << 63 | (uint64_t)call->create.from_caller << 32 |
                      (uint64_t)before->api << 24 | (uint64_t)call->api << 16 |
                      (uint64_t)call->create.entry << 8;
}

void ct_gate_unpack(struct ct_call *call, const struct ct_cookie *cookie) {
    const uint64_t last = cookie->word[7];

    memset(call, 0, sizeof *call);
    call->on = last >> 63;
    call->api = (enum ct_api)(last >> 16 & 0xff);
    call->ts_ns = cookie->word[0];
    call->start_ns = cookie->word[1];
    call->mem = (struct ct_mem){cookie->word[2] >> 32, (uint32_t)cookie->word[2], cookie->word[3]};
    call->before =
        (struct ct_since){cookie->word[5], (pid_t)(cookie->word[6] >> 32),
                          (pid_t)(uint32_t)cookie->word[6], (enum ct_api)(last >> 24 & 0xff)};
    call->create.flags = cookie->word[4] >> 8;
    call->create.exit_signal = (int)(cookie->word[4] & 0xff);
    call->create.entry = (enum ct_entry)(last >> 8 & 0xff);
    call->create.from_caller = last >> 32 & 1;
}
