// SPDX-License-Identifier: MIT
// Birth and death of the library in a process: configuration at the first of constructor and hooked
// call, the image event, the exit event. Must work inside other libraries' constructors and never
// end the program.
#include "shim.h"

#include <gnu/libc-version.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "arch/arch.h"
#include "base/kernel.h"
#include "base/raw.h"
#include "base/state.h"
#include "event/encode.h"
#include "event/mem.h"
#include "event/site.h"
#include "event/stack.h"
#include "gate.h"
#include "hooks/real.h"
#include "hooks/thread.h"
#include "sink/sink.h"
#include "shim_proc.h"
#include "base/poison.h"

enum phase { NOT_YET, STARTING, READY };

struct ct_shim ct_shim __attribute__((section(".data"))) = {.libc = {CT_LIBC_PORT}};
static _Atomic int phase __attribute__((section(".data")));
static _Atomic(pid_t) starter __attribute__((section(".data")));

static unsigned libc_minor(const char *version) {
    unsigned minor = 0;

    while (*version && *version != '.')
        version++;
    while (*version && *++version >= '0' && *version <= '9')
        minor = minor * 10 + (unsigned)(*version - '0');
    return minor;
}

static void start(void) {
    const char *kinds[CT_EVENT_KINDS];

    for (unsigned kind = 0; kind < CT_EVENT_KINDS; kind++)
        kinds[kind] = ct_event_kind_name((enum ct_event_kind)kind);
    ct_state_init();
    ct_state_own(ct_raw_getpid());
    ct_config_read(&ct_shim.config, environ, kinds, CT_EVENT_KINDS,
                   ((1u << CT_EVENT_KINDS) - 1) & ~(1u << CT_EVENT_THREAD_EXIT));
    ct_kernel_init();
    ct_shim.libc.minor = libc_minor(gnu_get_libc_version());
    ct_shim.libc.clear_sighand = ct_kernel_clear_sighand();
    ct_shim.exe = ct_proc_exe();
    ct_site_init(ct_shim.exe);
    ct_sink_init(&ct_shim.config, ct_raw_getpid());
    if (ct_shim.config.stack)
        ct_stack_init();
    ct_thread_init();
}

// Whoever comes first starts. Another thread waits for it; the same thread, in a signal handler
// that interrupted the start, cannot, and goes on without.
bool ct_shim_ready(void) {
    int now = atomic_load_explicit(&phase, memory_order_acquire);

    if (now == NOT_YET && atomic_compare_exchange_strong(&phase, &now, STARTING)) {
        atomic_store(&starter, ct_raw_gettid());
        start();
        atomic_store_explicit(&phase, READY, memory_order_release);
        return true;
    }
    while (now == STARTING && atomic_load(&starter) != ct_raw_gettid()) {
        ct_raw(SYS_sched_yield);
        now = atomic_load_explicit(&phase, memory_order_acquire);
    }
    return now == READY;
}

static void emit_image(int argc, char **argv) {
    struct ct_event event = {.kind = CT_EVENT_IMAGE};
    struct ct_image *image = &event.image;
    char boot_id[40];

    ct_gate_stamp(&event, CT_EVENT_IMAGE);
    image->realtime_ns = ct_clock_ns(CLOCK_REALTIME);
    image->ppid = (pid_t)ct_raw(SYS_getppid);
    image->exe = ct_shim.exe;
    image->argv = (const char *const *)argv;
    image->argc = (unsigned)argc;
    image->libc_version = gnu_get_libc_version();
    image->boot_id = ct_proc_boot_id(boot_id);
    image->arch = ct_arch_name;
    image->unhooked = ct_arch_unhooked;
    ct_gate_emit(&event);
}

void ct_shim_exit(bool has_status, int status) {
    struct ct_event event = {.kind = CT_EVENT_EXIT};
    struct ct_state *state = ct_state();

    if (!ct_gate_wants(CT_EVENT_EXIT))
        return;
    ct_gate_stamp(&event, CT_EVENT_EXIT);
    event.exit.has_status = has_status;
    event.exit.status = status & 0xff;
    event.exit.minflt = ct_mem_minor_faults();
    if (ct_state_own(event.tgid)) { // a vfork child's lines are counted where its memory is
        event.exit.written = atomic_load(&state->written);
        event.exit.lost = atomic_load(&state->lost);
    }
    ct_gate_emit(&event);
}

static void at_exit(int status, void *unused) {
    ct_shim_exit(true, status);
}

// glibc passes argc and argv to constructors. on_exit(3), unlike a destructor, is told the status,
// and what is registered here runs after the handlers of the program and the destructors of its
// libraries.
__attribute__((constructor)) static void construct(int argc, char **argv) {
    if (!ct_shim_ready() || ct_shim.config.log == CT_LOG_OFF)
        return;
    if (ct_gate_wants(CT_EVENT_IMAGE))
        emit_image(argc, argv);
    if (ct_gate_wants(CT_EVENT_EXIT))
        on_exit(at_exit, NULL);
}
