// SPDX-License-Identifier: MIT
// Signals and job control: to its caller, clonetrace is the program that it runs.
#include <criterion/criterion.h>
#include <fcntl.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "stage.h"

// The group of what a test has started; a test that fails half-way leaves nothing behind.
static pid_t running;

static void close_signals(void) {
    if (running > 0)
        kill(-running, SIGKILL);
    stage_close();
}

TestSuite(run_signals, .init = stage_open, .fini = close_signals, .timeout = 120);

static void doze(void) {
    nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
}

// Until file `path` has `count` times `what`, a minute at most.
static void until(const char *path, const char *what, unsigned count) {
    for (int ticks = 6000; ticks; ticks--) {
        if (times(content(path), what) >= count)
            return;
        doze();
    }
    cr_assert_fail("no \"%s\" in %s: %s", what, path, content(path));
}

static pid_t start(void) {
    pid_t child = fork();

    if (child == 0) {
        dup2(open("out", O_WRONLY | O_CREAT | O_APPEND, 0644), 1);
        dup2(open("err", O_WRONLY | O_CREAT | O_APPEND, 0644), 2);
        setpgid(0, 0);
        execl("/bin/sh", "sh", "-c", "exec $T run -- $G/count_signals", (char *)NULL);
        _exit(99);
    }
    running = child;
    until("out", "ready\n", 1);
    return child;
}

static int finish(pid_t child) {
    int status;

    cr_assert_eq(kill(child, SIGUSR2), 0);
    cr_assert_eq(waitpid(child, &status, 0), child);
    running = 0;
    cr_assert(WIFEXITED(status));
    return WEXITSTATUS(status);
}

Test(run_signals, that_somebody_sends_are_passed_on) {
    pid_t child = start();
    const int signals[] = {SIGINT,  SIGQUIT,   SIGTERM, SIGHUP, SIGUSR1, SIGABRT, SIGXCPU, SIGSYS,
                           SIGSEGV, SIGBUS,    SIGFPE,  SIGILL, SIGTRAP, SIGPIPE, SIGXFSZ, SIGALRM,
                           SIGPROF, SIGVTALRM, SIGIO,   SIGPWR, SIGURG,  SIGWINCH};
    const char *const names[] = {"INT\n",  "QUIT\n", "TERM\n", "HUP\n",  "USR1\n", "ABRT\n",
                                 "XCPU\n", "SYS\n",  "SEGV\n", "BUS\n",  "FPE\n",  "ILL\n",
                                 "TRAP\n", "PIPE\n", "XFSZ\n", "ALRM\n", "PROF\n", "VTALRM\n",
                                 "IO\n",   "PWR\n",  "URG\n",  "WINCH\n"};
    char all[512] = "ready\n";

    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        cr_assert_eq(kill(child, signals[i]), 0);
        strcat(all, names[i]);
        until("out", all, 1);
    }
    cr_assert_eq(finish(child), 3);
    cr_assert_str_eq(content("out"), all, "each once");
    cr_assert(strstr(content("err"), "count_signals ended with 3"));
}

Test(run_signals, of_real_time_are_passed_on_each_time) {
    pid_t child = start();

    for (int i = 0; i < 3; i++)
        cr_assert_eq(kill(child, SIGRTMIN) | kill(child, SIGRTMAX), 0);
    until("out", "RT\n", 6);
    cr_assert_eq(finish(child), 3);
}

// clonetrace writes to a pipe that nobody reads, and the kernel tells it so by a signal.
Test(run_signals, for_clonetraces_own_writes_are_not_passed_on) {
    struct acted acted =
        act("{ $T run --json -- sh -c 'trap \"echo PIPE >>got\" PIPE; "
            "for i in 1 2 3; do /bin/true; sleep 0.15; done; exit 4'; echo $? >status; } 2>&1 | :\n"
            "cat got status 2>/dev/null");

    cr_assert_str_eq(acted.out, "4\n", "%s", acted.err);
}

Test(run_signals, keep_the_value_that_they_were_queued_with) {
    pid_t child = start();

    cr_assert_eq(sigqueue(child, SIGUSR1, (union sigval){.sival_int = 41}), 0);
    until("out", "+USR1\n", 1);
    cr_assert_eq(finish(child), 3);
}

// The line discipline sends a Ctrl-C to the whole foreground group: the program must not get a
// second one.
Test(run_signals, of_the_terminal_come_once) {
    int terminal, status;
    pid_t child = forkpty(&terminal, NULL, NULL, NULL);
    char text[4096];

    cr_assert_geq(child, 0);
    if (child == 0) {
        execl("/bin/sh", "sh", "-c", "exec $T run -- $G/count_signals >out 2>err", (char *)NULL);
        _exit(99);
    }
    running = child;
    until("out", "ready\n", 1);
    cr_assert_eq(write(terminal, "\003", 1), 1);
    until("out", "INT\n", 1);
    cr_assert_eq(write(terminal, "\034", 1), 1);
    until("out", "QUIT\n", 1);
    for (int i = 0; i < 20; i++)
        doze();
    kill(child, SIGUSR2);
    while (read(terminal, text, sizeof text) > 0)
        ;
    cr_assert_eq(waitpid(child, &status, 0), child);
    running = 0;
    cr_assert_str_eq(content("out"), "ready\nINT\nQUIT\n");
    cr_assert(strstr(content("err"), "count_signals ended with 3"),
              "the summary survives a Ctrl-C");
}

Test(run_signals, stop_both_and_continue_both) {
    pid_t child = start();
    int status;

    cr_assert_eq(kill(child, SIGTSTP), 0);
    cr_assert_eq(waitpid(child, &status, WUNTRACED), child);
    cr_assert(WIFSTOPPED(status), "clonetrace stops with its program");
    cr_assert_eq(kill(child, SIGCONT), 0);
    until("out", "CONT\n", 1);
    cr_assert_eq(waitpid(child, &status, WCONTINUED), child);
    cr_assert(WIFCONTINUED(status));
    cr_assert_eq(finish(child), 3);
    cr_assert_eq(times(content("out"), "CONT\n"), 1, "%s", content("out"));
}

Test(run_signals, stop_again_after_they_were_continued_as_a_group) {
    pid_t child = start();
    int status;

    for (unsigned round = 1; round <= 3; round++) {
        cr_assert_eq(kill(-child, SIGTSTP), 0);
        cr_assert_eq(waitpid(child, &status, WUNTRACED), child);
        cr_assert(WIFSTOPPED(status));
        cr_assert_eq(kill(-child, SIGCONT), 0);
        until("out", "CONT\n", round);
    }
    cr_assert_eq(finish(child), 3);
}

// Masks and ignored signals as the program sees them, without and with clonetrace.
static void same_signals(const char *prepare) {
    char script[512];
    struct acted acted;

    snprintf(script, sizeof script,
             "%s $G/dispose grep -E 'Sig(Blk|Ign|Cgt)' /proc/self/status >native\n"
             "%s $G/dispose $T run -- grep -E 'Sig(Blk|Ign|Cgt)' /proc/self/status >traced\n"
             "cmp native traced || cat native traced",
             prepare, prepare);
    acted = act(script);
    cr_assert_str_empty(acted.out);
    cr_assert_eq(acted.status, 0);
}

Test(run_signals, are_ignored_and_blocked_in_the_program_as_they_were) {
    same_signals("");
    same_signals("IGNORE=1,13,17");
    same_signals("BLOCK=2,12,17,20");
    same_signals("IGNORE=1,17 BLOCK=10,34");
}

Test(run_signals, that_are_ignored_do_not_hide_how_the_program_ended) {
    cr_assert_eq(act("IGNORE=17 $G/dispose $T run -- sh -c 'exit 9'").status, 9);
    cr_assert_eq(act("BLOCK=17 $G/dispose $T run -- sh -c 'exit 9'").status, 9);
}

Test(run_signals, hangup_that_nohup_ignores_ends_nobody) {
    struct acted acted = act(
        "IGNORE=1 $G/dispose $T run -- sh -c 'kill -HUP $PPID $$; sleep 0.2; echo alive; exit 4'");

    cr_assert_eq(acted.status, 4, "%s", acted.err);
    cr_assert_str_eq(acted.out, "alive\n");
}

Test(run_signals, alarm_set_before_reaches_the_program) {
    struct acted acted = act("ALARM=1 $G/dispose $T run -- sleep 30");

    cr_assert_eq(acted.status, 128 + SIGALRM);
}

// Process 1 of a container and every subreaper gets the orphans of what it runs.
Test(run_signals, no_zombie_is_left) {
    struct acted acted = act(
        "REAPER=1 $G/dispose $T run -- sh -c 'for i in 1 2 3; do (/bin/true & ) ; done; sleep 0.5\n"
        "cat /proc/[0-9]*/stat 2>/dev/null | grep -c \") Z '$$' \"; exit 0'");

    cr_assert_eq(acted.status, 0, "%s", acted.err);
    cr_assert_str_eq(acted.out, "0\n");
}
