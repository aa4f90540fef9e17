// SPDX-License-Identifier: MIT
// The ways to create a task, each as a program would call it, and what the child does. A child that
// shares its parent's memory calls nothing here that allocates, buffers, or returns.
#include "clonetrace/bench/worker/create.h"

#include <errno.h>
#include <linux/sched.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/raw.h"
#include "clonetrace/bench/worker/clone3.h"

// From glibc 2.34; looked for, never required.
extern pid_t _Fork(void) __attribute__((weak));

static size_t pages_to_write(const struct ct_work *work) {
    size_t pages = work->length / work->page;
    size_t count = (size_t)((double)pages * work->request->condition.written + 0.5);

    return count > pages ? pages : count ? count : pages != 0;
}

static void write_pages(const struct ct_work *work) {
    work->stamps->write_from = ct_worker_now();
    ct_worker_write(work->memory, work->length, work->page, pages_to_write(work));
    work->stamps->write_to = ct_worker_now();
}

// The child of a point at which somebody writes: it lives until that is done.
static void write_or_wait(const struct ct_work *work) {
    char byte = 0;

    ct_worker_follow_parent(work); // its own end of the pipe keeps the pipe open
    if (work->request->condition.writer == CT_BENCH_CHILD)
        write_pages(work);
    else if (write(work->ready[1], &byte, 1) != 1 || read(work->go[0], &byte, 1) != 1)
        _exit(126);
}

// As any program would. Where the loader binds lazily, a forked child looks the function up first,
// in each child anew.
static _Noreturn void leave(const struct ct_work *work) {
    if (work->request->condition.then == CT_BENCH_EXIT)
        _exit(0);
    execve(work->argv[0], work->argv, environ);
    _exit(127);
}

// Without libc, so that a forked child and one that shares its parent's memory do the same between
// the time that is taken here and the kernel.
static _Noreturn void leave_at_known_time(const struct ct_work *work) {
    work->stamps->leaves = ct_worker_now_cold();
    if (work->request->condition.then != CT_BENCH_EXIT)
        ct_raw(SYS_execve, work->argv[0], work->argv, environ);
    for (;;)
        ct_raw(SYS_exit_group, work->request->condition.then == CT_BENCH_EXIT ? 0L : 127L);
}

static __attribute__((noinline)) _Noreturn void live(const struct ct_work *work) {
    uint64_t begun = work->stamping ? ct_worker_now_cold() : 0;

    if (work->stamping)
        work->stamps->child = begun;
    if (work->request->condition.writer != CT_BENCH_NOBODY)
        write_or_wait(work);
    if (work->stamping)
        leave_at_known_time(work);
    leave(work);
}

static int live_on_stack(void *work) {
    live(work);
}

static void live_after_clone3(const void *work) {
    live(work);
}

static int write_beside_child(const struct ct_work *work) {
    char byte = 0;

    if (read(work->ready[0], &byte, 1) != 1)
        return errno;
    write_pages(work);
    return write(work->go[1], &byte, 1) == 1 ? 0 : errno;
}

static int wait_for(pid_t pid) {
    int status;

    while (waitpid(pid, &status, 0) < 0) {
        if (errno != EINTR)
            return errno;
    }
    return status ? ECHILD : 0;
}

// The rest of every method that gives the child's id; `error` is that of the call.
static int finish(const struct ct_work *work, pid_t pid, int error, struct ct_times *times) {
    times->returned = ct_worker_now();
    if (error || pid < 0)
        return error ? error : errno;
    if (work->request->condition.writer == CT_BENCH_PARENT)
        error = write_beside_child(work);
    if (!error)
        error = wait_for(pid);
    times->reaped = ct_worker_now();
    return error;
}

static int by_fork(const struct ct_work *work, struct ct_times *times) {
    pid_t pid;

    times->called = ct_worker_now();
    pid = fork();
    if (pid == 0)
        live(work);
    return finish(work, pid, 0, times);
}

static int by__fork(const struct ct_work *work, struct ct_times *times) {
    pid_t pid;

    times->called = ct_worker_now();
    pid = _Fork();
    if (pid == 0)
        live(work);
    return finish(work, pid, 0, times);
}

// In a frame of its own, with nothing in it that the child could change under its parent: both run
// on it.
static __attribute__((noinline)) pid_t call_vfork(const struct ct_work *work) {
    pid_t pid = vfork(); // NOLINT(clang-analyzer-security.insecureAPI.vfork): what is measured

    if (pid == 0)
        live(work); // NOLINT(clang-analyzer-unix.Vfork): it never returns
    return pid;
}

static int by_vfork(const struct ct_work *work, struct ct_times *times) {
    pid_t pid;

    times->called = ct_worker_now();
    pid = call_vfork(work);
    return finish(work, pid, 0, times);
}

static int by_clone(const struct ct_work *work, struct ct_times *times) {
    pid_t pid;

    times->called = ct_worker_now();
    pid = clone(live_on_stack, work->stack_end, CLONE_VM | CLONE_VFORK | SIGCHLD, (void *)work);
    return finish(work, pid, 0, times);
}

int ct_worker_create_sharing(const struct ct_work *work, struct ct_times *times) {
    pid_t pid;

    times->called = ct_worker_now();
    pid = clone(live_on_stack, work->stack_end, CLONE_VM | SIGCHLD, (void *)work);
    return finish(work, pid, 0, times);
}

static int by_clone3(const struct ct_work *work, struct ct_times *times) {
    size_t size = 2 * work->page; // what of the stack was written to in advance
    struct clone_args args = {.flags = CLONE_VM | CLONE_VFORK,
                              .exit_signal = SIGCHLD,
                              .stack = (uintptr_t)work->stack_end - size,
                              .stack_size = size};
    long pid;

    times->called = ct_worker_now();
    pid = ct_worker_clone3(&args, sizeof args, live_after_clone3, work);
    return finish(work, (pid_t)pid, pid < 0 ? (int)-pid : 0, times);
}

static int by_posix_spawn(const struct ct_work *work, struct ct_times *times) {
    pid_t pid;
    int error;

    times->called = ct_worker_now();
    error = posix_spawn(&pid, work->argv[0], NULL, NULL, work->argv, environ);
    return finish(work, pid, error, times);
}

static int by_system(const struct ct_work *work, struct ct_times *times) {
    int status;

    times->called = ct_worker_now();
    status = system(work->command); // NOLINT(cert-env33-c): what is measured
    times->returned = times->reaped = ct_worker_now();
    return status < 0 ? errno : status ? ECHILD : 0;
}

static int by_popen(const struct ct_work *work, struct ct_times *times) {
    FILE *from;
    int status;

    times->called = ct_worker_now();
    from = popen(work->command, "r"); // NOLINT(cert-env33-c): what is measured
    times->returned = ct_worker_now();
    if (!from)
        return errno;
    status = pclose(from);
    times->reaped = ct_worker_now();
    return status < 0 ? errno : status ? ECHILD : 0;
}

static void *live_as_thread(void *argument) {
    const struct ct_work *work = argument;

    if (work->stamping)
        work->stamps->child = ct_worker_now_cold();
    return NULL;
}

static int by_pthread_create(const struct ct_work *work, struct ct_times *times) {
    pthread_t thread;
    int error;

    times->called = ct_worker_now();
    error = pthread_create(&thread, NULL, live_as_thread, (void *)work);
    times->returned = ct_worker_now();
    if (!error)
        error = pthread_join(thread, NULL);
    times->reaped = ct_worker_now();
    return error;
}

ct_worker_create *ct_worker_creator(enum ct_bench_method method) {
    static ct_worker_create *const creators[CT_BENCH_METHODS] = {
        [CT_BENCH_FORK] = by_fork,
        [CT_BENCH__FORK] = by__fork,
        [CT_BENCH_VFORK] = by_vfork,
        [CT_BENCH_CLONE] = by_clone,
        [CT_BENCH_CLONE3] = by_clone3,
        [CT_BENCH_POSIX_SPAWN] = by_posix_spawn,
        [CT_BENCH_SYSTEM] = by_system,
        [CT_BENCH_POPEN] = by_popen,
        [CT_BENCH_PTHREAD_CREATE] = by_pthread_create,
    };

    return method == CT_BENCH__FORK && !_Fork ? NULL : creators[method];
}

bool ct_worker_copies(enum ct_bench_method method) {
    return method == CT_BENCH_FORK || method == CT_BENCH__FORK;
}
