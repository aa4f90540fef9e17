// SPDX-License-Identifier: MIT
// Logs that cannot be written: the program's own result does not change, nothing is killed or
// hangs, and what was lost is counted wherever a line still gets out.
#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "expect.h"
#include "place.h"

#define FORKS 10

static struct run loop_with(const char *log, void (*prepare)(void)) {
    const struct program program = {.argv = (const char *const[]){"fork_loop", "10", NULL},
                                    .log = log,
                                    .prepare = prepare,
                                    .seconds = 30};
    struct run run = run_program(SHIM, &program);

    cr_assert(exited(&run, 3), "status 0x%x: %s", (unsigned)run.status, run.err);
    cr_assert_str_eq(run.out, "all came back\n");
    return run;
}

Test(bad_log, in_a_directory_that_is_not_there) {
    loop_with("/nonexistent/dir/log", NULL);
}

Test(bad_log, is_a_directory) {
    loop_with(new_directory(), NULL);
}

static void become_nobody(void) {
    if (setgid(65534) != 0 || setuid(65534) != 0)
        _exit(124);
}

Test(bad_log, without_permission) {
    char *path = new_path(".denied");

    if (geteuid() != 0)
        cr_skip_test("needs root, to give up its rights");
    write_file(path, "mine\n", 0600);
    loop_with(path, become_nobody);
    cr_assert_str_eq(read_file(path, NULL), "mine\n");
}

Test(bad_log, full_device) {
    loop_with("/dev/full", NULL);
}

static char *make_fifo(void) {
    char *path = new_path(".fifo");

    cr_assert_eq(mkfifo(path, 0600), 0);
    return path;
}

Test(bad_log, fifo_without_a_reader, .timeout = 60) {
    loop_with(make_fifo(), NULL);
}

// The reader is there when the log is opened, and goes as soon as something came: EPIPE from then
// on, and SIGPIPE if nothing prevents it.
Test(bad_log, fifo_whose_reader_dies, .timeout = 60) {
    char *path = make_fifo();
    struct pollfd end = {.fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC), .events = POLLIN};
    pid_t reader = fork();

    cr_assert(end.fd >= 0 && reader >= 0);
    if (reader == 0)
        _exit(poll(&end, 1, 20000) == 1 && (end.revents & POLLIN) ? 0 : 1);
    close(end.fd);
    loop_with(path, NULL);
}

// A reader that takes nothing: the pipe fills up, and the program must not wait for it for ever.
Test(bad_log, fifo_whose_reader_sleeps, .timeout = 60) {
    char *path = make_fifo();
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    const struct program program = {
        .argv = (const char *const[]){"fork_loop", "600", NULL}, .log = path, .seconds = 30};
    struct run run;

    cr_assert_geq(fd, 0);
    run = run_program(SHIM, &program);
    cr_assert(exited(&run, 3), "status 0x%x: %s", (unsigned)run.status, run.err);
    close(fd);
}

static void no_file_size(void) {
    const struct rlimit none = {0, 0};

    setrlimit(RLIMIT_FSIZE, &none);
}

Test(bad_log, ulimit) {
    const struct program program = {.argv = (const char *const[]){"ulimited", NULL}};
    struct run run = run_program(SHIM, &program);

    cr_assert(exited(&run, 0), "status 0x%x: %s", (unsigned)run.status, run.err);
}

// stdout is a file too: the guest's own output is lost natively as well, so only its status counts.
Test(bad_log, rlimit_fsize_0) {
    const struct program program = {.argv = (const char *const[]){"end_one", "exit", NULL},
                                    .prepare = no_file_size};
    const struct program forks = {.argv = (const char *const[]){"fork_tree", NULL},
                                  .prepare = no_file_size};
    struct run run = run_program(SHIM, &program);

    cr_assert(exited(&run, 6), "status 0x%x", (unsigned)run.status);
    cr_assert_str_empty(read_file(run.log_path, NULL));
    cr_assert_eq(run_program(SHIM, &forks).status, run_program(NATIVE, &forks).status);
}

static void small_file_size(void) {
    const struct rlimit small = {4096, 4096};

    setrlimit(RLIMIT_FSIZE, &small);
}

// The line that meets the limit is cut; after it nothing is written.
Test(bad_log, that_reaches_its_limit) {
    char *path = new_path(".torn.log");
    struct log log;
    size_t size;

    loop_with(path, small_file_size);
    read_file(path, &size);
    log = log_read(path);
    cr_assert_leq(size, 4096u);
    cr_assert_leq(log.torn, 1u);
    cr_assert_gt(log.count, 5u);
}

Test(bad_log, closed_descriptor_number) {
    loop_with("fd:9", NULL);
}

static const char *descriptor_target;

static void open_descriptor_5(void) {
    int fd = open(descriptor_target, O_WRONLY | O_CREAT | O_APPEND, 0600);

    if (fd != 5 && dup2(fd, 5) != 5)
        _exit(124);
}

Test(bad_log, descriptor_that_is_not_for_append) {
    struct run run;
    struct log log;

    descriptor_target = new_path(".log");
    run = loop_with("fd:5", open_descriptor_5);
    log = log_read(descriptor_target);
    expect_sound(&log);
    cr_assert_eq(log_count(&log, "create", "fork"), FORKS, "%s", run.err);
}

// Lost lines are counted, and said as soon as a line can be written again: the log is full for a
// while.
Test(bad_log, loss_is_counted) {
    struct run run = run_guest(SHIM, "lossy");
    struct log log = log_read(run.log_path);
    const struct event *last = log_find(&log, "exit", NULL, log_count(&log, "exit", NULL) - 1);

    cr_assert(exited(&run, 0), "status 0x%x: %s", (unsigned)run.status, run.err);
    cr_assert_eq(log.torn, 0u);
    cr_assert_not_null(last);
    cr_assert_eq(last->task.tgid, log_find(&log, "image", NULL, 0)->task.tgid);
    cr_assert_eq(log_count(&log, "create", "fork") + log.lost, 15u, "%zu written, %zu lost",
                 log_count(&log, "create", "fork"), (size_t)log.lost);
    cr_assert_eq(log.lost, 5u);
    cr_assert_eq(json_integer_value(json_object_get(last->json, "lost_total")), 5);
}

// The limit cuts a line in two: the rest of the log is as good as ever, and the cut line is a lost
// one.
Test(bad_log, cut_line_does_not_spoil_the_next) {
    char *path = new_path(".torn.log");
    const struct program program = {.argv = (const char *const[]){"lossy", path, NULL},
                                    .log = path};
    struct run run = run_program(SHIM, &program);
    struct log log = log_read(path);
    const struct event *last = log_find(&log, "exit", NULL, log_count(&log, "exit", NULL) - 1);
    size_t creates = log_count(&log, "create", "fork");

    cr_assert(exited(&run, 0), "status 0x%x: %s", (unsigned)run.status, run.err);
    cr_assert_eq(log.torn, 1u);
    cr_assert_lt(creates, 15u);
    cr_assert_eq(creates + log.lost, 15u, "%zu written, %zu lost", creates, (size_t)log.lost);
    cr_assert_eq(json_integer_value(json_object_get(last->json, "lost_total")),
                 (json_int_t)log.lost);
}

Test(bad_log, off_writes_nothing) {
    struct run run = loop_with("off", NULL);

    cr_assert_str_empty(run.err);
}

Test(bad_log, stderr_holds_the_events) {
    struct run run = loop_with("stderr", NULL);
    char *path = new_path(".log");
    struct log log;

    write_file(path, run.err, 0600);
    log = log_read(path);
    expect_sound(&log);
    cr_assert_eq(log_count(&log, "create", "fork"), FORKS);
}

Test(bad_log, percent_p_is_the_pid) {
    char *dir = new_directory();
    const struct program program = {
        .argv = (const char *const[]){"spawn_one", "posix_spawn", "/bin/true", NULL},
        .log = text("%s/%%p.log", dir)};
    struct run run = run_program(SHIM, &program);
    struct log log;

    cr_assert(exited(&run, 0));
    run = run_guest(NATIVE, "/bin/sh", "-c", text("cat %s/*.log; ls %s | wc -l >&2", dir, dir));
    cr_assert_eq(atoi(run.err), 2, "two programs, %s logs", run.err);
    write_file(text("%s/all", dir), run.out, 0600);
    log = log_read(text("%s/all", dir));
    expect_sound(&log);
    for (size_t i = 0; i < log.count; i++) {
        pid_t pid = log.events[i].task.tgid ? log.events[i].task.tgid : log.events[i].caller.tgid;

        cr_assert_not_null(
            strstr(read_file(text("%s/%d.log", dir, pid), NULL), log.events[i].line));
    }
}

// Whatever SIGKILL cuts, all whole lines are right, and at most one per killed process is torn.
Test(bad_log, kill_9_in_the_middle) {
    for (unsigned i = 0; i < 10; i++) {
        char *path = new_path(".torn.log");
        const struct program program = {.argv = (const char *const[]){"fork_loop", "forever", NULL},
                                        .log = path,
                                        .kill_after_ms = 20 + 7 * i};
        struct run run = run_program(SHIM, &program);
        struct log log = log_read(path);

        cr_assert(WIFSIGNALED(run.status) && WTERMSIG(run.status) == SIGKILL);
        cr_assert_leq(log.torn, 1u);
        for (size_t j = 0; j < log.count; j++)
            if (strcmp(log.events[j].kind, "create") == 0)
                cr_assert_str_eq(log.events[j].result, "ok");
    }
}

// daemon(3) changes the directory to / before the second process opens its own log.
Test(bad_log, relative_path_means_the_directory_at_the_start) {
    char *dir = new_directory();
    const struct program program = {
        .argv = (const char *const[]){"daemon_one", "detached", NULL}, .log = "%p.log", .dir = dir};
    struct run run = run_program(SHIM, &program);
    struct log log;

    cr_assert(exited(&run, 0), "%s", run.err);
    run = run_guest(NATIVE, "/bin/sh", "-c", text("cat %s/*.log", dir));
    write_file(text("%s/all", dir), run.out, 0600);
    log = log_read(text("%s/all", dir));
    expect_sound(&log);
    cr_assert_str_eq(log_apis(&log, "create"), "daemon fork");
}
