// SPDX-License-Identifier: MIT
// Birth and death of the library in a process: configuration at the first of constructor and hooked
// call, the image event, the exit event. Must work inside other libraries' constructors and never
// end the program.
#include "shim.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "arch/arch.h"
#include "base/raw.h"
#include "base/state.h"
#include "base/placed.h"
#include "event/encode.h"
#include "event/mem.h"
#include "event/site.h"
#include "event/stack.h"
#include "gate.h"
#include "hooks/real.h"
#include "hooks/thread.h"
#include "sink/sink.h"
#include "shim_libc.h"
#include "shim_policy.h"
#include "shim_proc.h"
#include "base/poison.h"

// Not in musl, whose loader would end the program for a symbol that it cannot find. Its programs
// are run as they are: what libc does for them is not known here.
#pragma weak on_exit

enum phase { NOT_YET, STARTING, READY };

struct ct_shim ct_shim CT_HOT = {.libc = {CT_LIBC_PORT}};
static _Atomic int phase CT_HOT;
static char *const *arguments CT_HOT;                 // known to the constructor only
static const struct ct_since *_Atomic starter CT_HOT; // the address of its thread storage

static void start(void) {
    const char *kinds[CT_EVENT_KINDS];
    pid_t self;

    for (unsigned kind = 0; kind < CT_EVENT_KINDS; kind++)
        kinds[kind] = ct_event_kind_name((enum ct_event_kind)kind);
    ct_config_read(&ct_shim.config, environ, kinds, CT_EVENT_KINDS, CT_EVENTS_USUAL, ct_sink_say);
    if (!ct_shim_libc_is_glibc())
        ct_shim.config.log = CT_LOG_OFF;
    if (!ct_shim_libc_is_glibc() && ct_shim.config.policy)
        ct_shim_refuse(ct_shim.config.policy,
                       ": cannot be enforced, since this program's C library "
                       "is not glibc; the program is not run");
    if (ct_shim.config.log == CT_LOG_OFF && !ct_shim.config.policy)
        return; // not one system call: a filter may be there that allows none
    self = ct_raw_getpid();
    ct_state_init(self, ct_shim.config.follow);
    ct_shim.libc_version = ct_shim_libc_version();
    ct_shim.libc.minor = ct_shim_libc_minor(ct_shim.libc_version);
    ct_shim.exe = ct_proc_exe(arguments);
    ct_site_init(ct_shim.exe);
    ct_sink_init(&ct_shim.config, self);
    if (ct_shim.config.stack)
        ct_stack_init();
    if (ct_shim.config.policy)
        ct_shim.policy = ct_shim_load_policy(ct_shim.config.policy);
    ct_thread_init();
}

// Whoever comes first starts. Another thread waits for it; the same thread, in a signal handler
// that interrupted the start, cannot, and goes on without.
bool ct_shim_ready(void) {
    int now = atomic_load_explicit(&phase, memory_order_acquire);

    if (now == NOT_YET && atomic_compare_exchange_strong(&phase, &now, STARTING)) {
        atomic_store(&starter, &ct_since);
        start();
        atomic_store_explicit(&phase, READY, memory_order_release);
        return true;
    }
    while (now == STARTING && atomic_load(&starter) != &ct_since) {
        ct_raw(SYS_sched_yield);
        now = atomic_load_explicit(&phase, memory_order_acquire);
    }
    return now == READY;
}

static void emit_image(int argc, char **argv) {
    struct ct_event event;
    struct ct_image *image = &event.image;
    char boot_id[40];

    memset(&event, 0, sizeof event);
    ct_gate_stamp_cold(&event, CT_EVENT_IMAGE);
    image->realtime_ns = ct_clock_cold_ns(CLOCK_REALTIME);
    image->ppid = (pid_t)ct_raw(SYS_getppid);
    image->exe = ct_shim.exe;
    image->argv = (const char *const *)argv;
    image->argc = (unsigned)argc;
    image->libc_version = ct_shim.libc_version;
    image->boot_id = ct_proc_boot_id(boot_id);
    image->arch = ct_arch_name;
    image->unhooked = ct_arch_unhooked;
    ct_gate_emit(&event);
}

// A forked child that did nothing but end: most of what an event may touch, its address space has
// not got yet, and each page would cost as much as the line. Neither written nor lost is counted,
// for there was nothing before this line.
__attribute__((noinline)) static void emit_only_exit(struct ct_event *event) {
    char line[320];
    struct ct_buf buf;

    ct_buf_init(&buf, line, sizeof line);
    if (ct_event_encode(event, &buf) == 0)
        ct_sink_write_only(buf.data, buf.len, event->tgid);
}

void ct_shim_exit(bool has_status, int status) {
    struct ct_event event;

    if (!ct_gate_wants(CT_EVENT_EXIT))
        return;
    memset(&event, 0, sizeof event);
    ct_gate_stamp_cold(&event, CT_EVENT_EXIT);
    event.exit.has_status = has_status;
    event.exit.status = status & 0xff;
    event.exit.minflt = ct_mem_minor_faults();
    if (ct_gate_has_uncounted()) // it is back from an exec that failed
        ct_gate_adopt(event.tgid, event.tid);
    if (ct_gate_is_fresh_child(
            event.tgid)) { // also a vfork child, whose lines are counted where its memory is
        emit_only_exit(&event);
        return;
    }
    ct_gate_last_call(event.tgid, event.tid);
    ct_gate_emit(&event);
}

static void at_exit(int status, void *unused) {
    ct_shim_exit(true, status);
}

// glibc passes argc and argv to constructors. on_exit(3), unlike a destructor, is told the status,
// and what is registered here runs after the handlers of the program and the destructors of its
// libraries.
__attribute__((constructor)) static void construct(int argc, char **argv) {
    arguments = argv;
    if (!ct_shim_ready())
        return;
    // Before glibc 2.34 the first lookup of a thread allocates, and the first hook may be called in
    // a signal handler that interrupted malloc.
    if (ct_shim.libc.minor && ct_shim.libc.minor < 34)
        ct_real_prepare();
    if (ct_shim.config.log == CT_LOG_OFF)
        return;
    if (ct_gate_wants(CT_EVENT_IMAGE))
        emit_image(argc, argv);
    if (ct_gate_wants(CT_EVENT_EXIT))
        on_exit(at_exit, NULL);
}
