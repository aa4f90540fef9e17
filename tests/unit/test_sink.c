// SPDX-License-Identifier: MIT
// Lines into files that close, vanish, fill up and change hands. Criterion runs each test in a
// process of its own, so each has the sink and the state to itself.
#include "sink/sink.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/state.h"
#include "sink/quiet.h"

static char directory[] = "/tmp/ct-sink-XXXXXX";
static char path[64];
static struct ct_config config;

static void open_log(void) {
    cr_assert_not_null(mkdtemp(directory));
    snprintf(path, sizeof path, "%s/log", directory);
    ct_state_init(getpid(), false);
    ct_state_map();
    config = (struct ct_config){.log = CT_LOG_PATH, .path = path};
    ct_sink_init(&config, getpid());
}

static void remove_log(void) {
    unlink(path);
    rmdir(directory);
}

// A line at a moment, with what it has to tell of lost ones.
static enum ct_sunk sink_at(const char *text, struct ct_moment moment) {
    return ct_sink_write(text, strlen(text), getpid(), ct_sink_take_lost(), moment);
}

static const uint64_t start_ns = 60000000000; // of a machine that runs for a minute

static bool line_at(const char *text, uint64_t after_ns) {
    return sink_at(text, (struct ct_moment){.now_ns = start_ns + after_ns}) == CT_SUNK_WRITTEN;
}

static enum ct_sunk last_line(const char *text) {
    return sink_at(text, (struct ct_moment){.now_ns = start_ns, .last = true});
}

static bool line(const char *text) {
    return last_line(text) == CT_SUNK_WRITTEN;
}

static const char *content(const char *file) {
    static char text[4096];
    int fd = open(file, O_RDONLY);
    ssize_t len = fd < 0 ? 0 : read(fd, text, sizeof text - 1);

    if (fd >= 0)
        close(fd);
    text[len > 0 ? len : 0] = 0;
    return text;
}

TestSuite(sink, .init = open_log, .fini = remove_log);

Test(sink, lines_are_appended_and_counted) {
    cr_assert(line("one\n") && line("two\n"));
    cr_assert_str_eq(content(path), "one\ntwo\n");
    cr_assert_eq(ct_state()->written, 2);
    cr_assert_eq(ct_state()->lost, 0);
}

Test(sink, its_descriptor_is_out_of_the_way_and_not_inherited) {
    cr_assert(line("one\n"));
    cr_assert_geq(ct_sink_fd(), 10);
    cr_assert(fcntl(ct_sink_fd(), F_GETFD) & FD_CLOEXEC);
}

Test(sink, a_closed_descriptor_is_opened_again) {
    cr_assert(line("one\n"));
    close(ct_sink_fd());
    cr_assert(line_at("two\n", 1) && line_at("three\n", 2));
    cr_assert_str_eq(content(path), "one\ntwo\nthree\n");
}

Test(sink, a_number_that_became_another_file_is_not_written_to) {
    char other[80];
    int fd;

    cr_assert(line_at("one\n", 1) && line_at("two\n", 2));
    snprintf(other, sizeof other, "%s/data", directory);
    fd = open(other, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    cr_assert_eq(dup2(fd, ct_sink_fd()), ct_sink_fd());
    cr_assert(line_at("three\n", 3));
    cr_assert_str_empty(content(other));
    cr_assert_str_eq(content(path), "one\ntwo\nthree\n");
    unlink(other);
}

Test(sink, a_vanished_log_is_made_anew_and_the_loss_counted) {
    cr_assert(line_at("one\n", 1) && line_at("two\n", 2));
    unlink(path);
    cr_assert(line_at("gone\n", 3));
    cr_assert_eq(last_line("last\n"), CT_SUNK_STALE);
    cr_assert_geq(ct_state()->lost, 1);
    cr_assert_eq(ct_state()->lost_new, ct_state()->lost);
    cr_assert_eq(last_line("last\n"), CT_SUNK_WRITTEN);
    cr_assert_str_eq(content(path), "last\n");
    cr_assert_eq(ct_state()->lost_new, 0); // told by that line
}

// What an exec finds must not make the next line trust a log without a name.
Test(sink, two_last_lines_both_look) {
    cr_assert(line("exec\n"));
    unlink(path);
    cr_assert(line("another\n"));
    cr_assert_str_eq(content(path), "another\n");
    cr_assert_eq(ct_state()->lost, 0);
}

Test(sink, a_file_that_never_had_a_name_is_a_log_like_any) {
    int fd = open(path, O_RDWR | O_CREAT, 0600);
    char text[8] = "";

    unlink(path);
    config = (struct ct_config){.log = CT_LOG_FD, .fd = fd};
    ct_sink_init(&config, getpid());
    cr_assert(line("one\n"));
    cr_assert_eq(pread(fd, text, sizeof text - 1, 0), 4);
    cr_assert_str_eq(text, "one\n");
}

Test(sink, what_cannot_be_written_is_lost_and_told_by_the_next_line) {
    cr_assert(line("one\n"));
    close(ct_sink_fd());
    cr_assert_eq(chmod(directory, 0), 0);
    config.path = "/proc/no/such/place";
    cr_assert_not(line("two\n"));
    cr_assert_not(line("three\n"));
    cr_assert_eq(ct_state()->lost, 2);
    config.path = path;
    cr_assert_eq(chmod(directory, 0700), 0);
    cr_assert_eq(ct_sink_take_lost(), 2);
}

Test(sink, a_full_device_loses_the_line_only) {
    config.path = "/dev/full";
    cr_assert_not(line("one\n"));
    cr_assert_eq(ct_state()->lost, 1);
}

Test(sink, a_size_limit_raises_no_signal) {
    struct rlimit limit = {6, RLIM_INFINITY};

    cr_assert(line("one\n"));
    setrlimit(RLIMIT_FSIZE, &limit);
    ct_quiet_limits_changed();
    cr_assert_not(line("two\n")); // two bytes of it fit
    cr_assert_not(line("three\n"));
    limit.rlim_cur = RLIM_INFINITY;
    setrlimit(RLIMIT_FSIZE, &limit);
    cr_assert(line("four\n"));
    cr_assert_str_eq(content(path), "one\ntw\nfour\n");
    cr_assert_eq(ct_state()->lost, 2);
}

Test(sink, a_fifo_without_reader_loses_and_does_not_wait) {
    cr_assert_eq(mkfifo(path, 0600), 0);
    cr_assert_not(line("one\n"));
}

Test(sink, a_reader_that_went_away_raises_no_signal) {
    int ends[2];

    cr_assert_eq(pipe(ends), 0);
    config = (struct ct_config){.log = CT_LOG_FD, .fd = ends[1]};
    ct_sink_init(&config, getpid());
    cr_assert(line("one\n"));
    close(ends[0]);
    cr_assert_not(line("two\n"));
    cr_assert_eq(ct_state()->lost, 1);
}

Test(sink, a_full_pipe_holds_nobody) {
    int ends[2], full = 0;
    static char filling[4096];

    cr_assert_eq(pipe(ends), 0);
    config = (struct ct_config){.log = CT_LOG_FD, .fd = ends[1]};
    ct_sink_init(&config, getpid());
    memset(filling, 'x', sizeof filling - 1);
    while (line(filling) && full < 1000)
        full++;
    cr_assert_lt(full, 1000);
    cr_assert_not(line(filling));
}

Test(sink, a_percent_p_is_the_process) {
    char expected[80], pattern[80];
    int status;
    pid_t child;

    snprintf(pattern, sizeof pattern, "%s/%%p%%%%x", directory);
    config.path = pattern;
    ct_sink_init(&config, getpid());
    cr_assert(line("parent\n"));
    child = fork();
    if (child == 0)
        _exit(!line("child\n"));
    waitpid(child, &status, 0);
    cr_assert_eq(status, 0);
    snprintf(expected, sizeof expected, "%s/%d%%x", directory, getpid());
    cr_assert_str_eq(content(expected), "parent\n");
    unlink(expected);
    snprintf(expected, sizeof expected, "%s/%d%%x", directory, child);
    cr_assert_str_eq(content(expected), "child\n");
    unlink(expected);
}

Test(sink, a_long_path_may_have_a_pattern) {
    char part[201], pattern[1024], expected[1024];

    memset(part, 'd', sizeof part);
    part[sizeof part - 1] = 0;
    snprintf(pattern, sizeof pattern, "%s/%s", directory, part);
    cr_assert_eq(mkdir(pattern, 0700), 0);
    snprintf(pattern, sizeof pattern, "%s/%s/%s", directory, part, part);
    cr_assert_eq(mkdir(pattern, 0700), 0);
    snprintf(expected, sizeof expected, "%s/%s/%s/%.150s%d", directory, part, part, part, getpid());
    snprintf(pattern, sizeof pattern, "%s/%s/%s/%.150s%%p", directory, part, part, part);
    config.path = pattern;
    ct_sink_init(&config, getpid());
    cr_assert(line("one\n"));
    cr_assert_str_eq(content(expected), "one\n");
    unlink(expected);
    for (int i = 0; i < 2; i++) {
        *strrchr(expected, '/') = 0;
        rmdir(expected);
    }
}

Test(sink, a_forked_child_counts_from_zero) {
    int status;
    pid_t child;

    cr_assert(line("one\n"));
    child = fork();
    if (child == 0) {
        ct_state_after_fork();
        _exit(ct_state()->written != 0 || !line("two\n") || ct_state()->written != 1);
    }
    waitpid(child, &status, 0);
    cr_assert_eq(status, 0);
    cr_assert_eq(ct_state()->written, 1);
}
