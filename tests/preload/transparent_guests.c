// SPDX-License-Identifier: MIT
// Guests that notice what a careless preload library does to its host: errno, signals, descriptors,
// symbols, cancellation, stacks, exceptions, sanitizers.
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "expect.h"
#include "place.h"

static void need(const char *guest) {
    if (access(guest_path(guest), X_OK) != 0)
        cr_skip_test("%s was not built: no compiler or runtime for it", guest);
}

Test(transparent, errno_of_calls_that_succeed) {
    expect("clone fork posix_spawn pthread_create vfork", "errno_kept");
}

Test(transparent, program_without_pt_phdr) {
    const char *loader = "/lib64/ld-linux-x86-64.so.2";
    struct run native, shim;

    need("no_phdr");
    if (access(loader, X_OK) != 0)
        cr_skip_test("no loader at %s", loader);
    native = run_guest(NATIVE, loader, guest_path("no_phdr"));
    shim = run_guest(SHIM, loader, guest_path("no_phdr"));
    expect_same(&native, &shim, "no_phdr");
    cr_assert_str_eq(shim.out, "came this far\n");
}

Test(transparent, errno_of_calls_that_fail) {
    struct log log =
        expect_apart("clone fork popen posix_spawn pthread_create syscall system vfork",
                     "errno_kept", "failure");

    for (size_t i = 0; i < log.count; i++)
        if (strcmp(log.events[i].kind, "create") == 0)
            cr_assert_str_eq(log.events[i].result, "error", "%s", log.events[i].line);
}

Test(transparent, no_allocation_and_no_getenv) {
    expect("clone fork posix_spawn pthread_create system vfork", "allocations");
}

Test(transparent, sandbox_that_refuses_what_a_tracer_needs) {
    expect_apart("fork*2 pthread_create vfork", "filtered", "1");  // EPERM
    expect_apart("fork*2 pthread_create vfork", "filtered", "38"); // ENOSYS
}

// Without statx nothing proves that the log's descriptor is still the log: no line is written, and
// no harm is done.
Test(transparent, sandbox_in_which_the_log_cannot_be_known_again) {
    struct run native = run_guest(NATIVE, "filtered", "1", "statx");
    struct run shim = run_guest(SHIM, "filtered", "1", "statx");

    expect_same(&native, &shim, "filtered");
    cr_assert_eq(log_read(shim.log_path).torn, 0u);
}

// The library falls silent then, also before an exec.
Test(transparent, exec_in_a_sandbox_that_ends_who_is_traced) {
    struct run native = run_guest(NATIVE, "exec_sandboxed");
    struct run shim = run_guest(SHIM, "exec_sandboxed");

    cr_assert(exited(&native, 1), "status 0x%x: %s", (unsigned)native.status, native.err);
    expect_same(&native, &shim, "exec_sandboxed");
}

Test(transparent, signal_masks_and_dispositions) {
    expect("fork pthread_create system", "signals");
}

Test(transparent, cancellation_and_pthread_exit) {
    expect("pthread_create*60", "thread_cancel");
}

Test(transparent, cancellation_before_the_thread_starts) {
    expect("fork pthread_create*52", "cancel_early");
}

Test(transparent, exceptions_in_threads) {
    need("exceptions");
    expect("fork pthread_create*10", "exceptions");
}

Test(transparent, exceptions_when_stacks_are_captured) {
    const struct program program = {.argv = (const char *const[]){"exceptions", NULL},
                                    .env = (const char *const[]){"CLONETRACE_STACK=8", NULL}};

    need("exceptions");
    expect_program("fork pthread_create*10", KERNEL_AGREES, &program);
}

Test(transparent, symbols_of_the_program_stay_its_own) {
    expect("fork", "json_symbols");
}

Test(transparent, threads_with_the_smallest_stack) {
    expect("pthread_create*2", "small_stack", "thread");
    expect("fork pthread_create", "small_stack", "fork");
    expect("pthread_create vfork", "small_stack", "vfork");
    expect("posix_spawn pthread_create", "small_stack", "spawn");
}

Test(transparent, constructor_that_creates_before_ours) {
    expect("fork pthread_create", "early");
}

// The guest says how many forks it made: loop and handler race, so no two runs agree.
Test(transparent, fork_from_a_signal_handler) {
    struct run run = run_guest(SHIM, "signal_fork");
    struct log log = log_read(run.log_path);

    cr_assert(exited(&run, 0), "%s", run.err);
    expect_sound(&log);
    cr_assert_eq(log_count(&log, "create", "fork"), strtoul(run.err, NULL, 10));
}

// The copy of a call is not the call: it is told by who made it, unless the kernel was asked twice.
// (The kernel's account is in another order: there the inner call comes first.)
Test(transparent, forked_before_the_child_of_fork) {
    struct log log = expect_apart("fork*2 syscall", "forked_within", "before");

    cr_assert_neq(log_find(&log, "create", "fork", 0)->caller.tgid,
                  log_find(&log, "create", "fork", 1)->caller.tgid);
}

Test(transparent, forked_after_the_child_of_fork) {
    expect_apart("fork syscall", "forked_within", "after");
}

Test(transparent, forked_on_the_way_to_a_thread, .timeout = 60) {
    const struct program program = {.argv = (const char *const[]){"forked_within", "thread", NULL},
                                    .seconds = 50};
    struct run native = run_program(NATIVE, &program), shim = run_program(SHIM, &program);

    expect_same(&native, &shim, "forked_within thread");
}

Test(transparent, forked_before_a_threads_first_instruction) {
    expect("fork pthread_create", "thread_signalled");
    expect("fork pthread_create*2", "thread_signalled", "creates");
}

Test(transparent, address_sanitizer) {
    need("sanitized_address_static");
    expect("fork posix_spawn pthread_create*4", "sanitized_address_static");
}

// As a library the runtime insists on being the first one, whatever is preloaded, unless it is told
// not to.
Test(transparent, address_sanitizer_as_a_library) {
    const struct program program = {
        .argv = (const char *const[]){"sanitized_address", NULL},
        .env = (const char *const[]){"ASAN_OPTIONS=detect_leaks=0:verify_asan_link_order=0", NULL}};

    need("sanitized_address");
    expect_program("fork posix_spawn pthread_create*4", KERNEL_AGREES, &program);
}

// The runtime's own background threads are created by internal system calls, before or after ours.
Test(transparent, thread_sanitizer) {
    struct run native, shim;
    struct log log;

    need("sanitized_thread");
    native = run_guest(NATIVE, "sanitized_thread");
    shim = run_guest(SHIM, "sanitized_thread");
    log = log_read(shim.log_path);
    expect_same(&native, &shim, "sanitized_thread");
    cr_assert_eq(log_count(&log, "create", "fork"), 1u);
    cr_assert_eq(log_count(&log, "create", "posix_spawn"), 1u);
    cr_assert_geq(log_count(&log, "create", "pthread_create"), 4u);
}

// "when fd cloexec|inherited" lines; the shim may add one high descriptor that does not survive
// exec.
static size_t count_fds(const char *list, const char *when) {
    size_t count = 0;
    char at[16], how[16];
    int fd;

    for (const char *line = list; *line; line = strchr(line, '\n') + 1)
        if (sscanf(line, "%15s %d %15s", at, &fd, how) == 3)
            count += strcmp(at, when) == 0;
    return count;
}

Test(transparent, descriptors) {
    struct run native = run_guest(NATIVE, "fds"), shim = run_guest(SHIM, "fds");
    int fd;

    cr_assert(exited(&shim, 0));
    cr_assert_str_eq(shim.out, native.out);
    cr_assert_str_empty(native.err);
    cr_assert_leq(count_fds(shim.err, "start"), 1u, "%s", shim.err);
    cr_assert_leq(count_fds(shim.err, "child"), 3u, "%s", shim.err);
    cr_assert_leq(count_fds(shim.err, "end"), 1u, "%s", shim.err);
    cr_assert_leq(count_fds(shim.err, "exec"), 1u, "%s", shim.err);
    cr_assert_null(strstr(shim.err, "inherited"), "%s", shim.err);
    for (const char *line = shim.err; *line; line = strchr(line, '\n') + 1)
        if (sscanf(line, "%*s %d", &fd) == 1)
            cr_assert_geq(fd, 10, "%s", shim.err);
}

static void keeps_out_of_files(const char *way) {
    char *dir = new_directory();
    const struct program program = {.argv = (const char *const[]){"close_all", way, dir, NULL}};
    struct run run = run_program(SHIM, &program);
    struct log log = log_read(run.log_path);

    cr_assert(exited(&run, 0), "status 0x%x: %s", (unsigned)run.status, run.err);
    cr_assert_str_eq(run.out, "clean\n");
    cr_assert_str_eq(read_file(text("%s/data", dir), NULL), "mine\n");
    expect_sound(&log);
    cr_assert_str_eq(log_apis(&log, "create"), "fork*6 system");
}

Test(transparent, daemon_that_closes_and_reuses_every_number) {
    keeps_out_of_files("loop");
}

Test(transparent, close_range) {
    keeps_out_of_files("range");
}

Test(transparent, chroot) {
    char *dir = new_directory();

    expect("fork*4", "chroot_fork", dir);
}
