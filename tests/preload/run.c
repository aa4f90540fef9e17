// SPDX-License-Identifier: MIT
// Owns how a program is started and waited for. The Criterion process itself is never under the
// shim: only the environment of the child names it. Nothing here looks at what a log says.
#include "run.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "place.h"

#define TRACED "trace=clone,clone3,fork,vfork,execve,execveat,unshare,setns"
#define WORDS_MAX 96

struct words {
    const char *word[WORDS_MAX];
    size_t count;
};

struct start { // everything the child needs, made before the fork
    struct words args;
    struct words env;
    const char *out;
    const char *err;
    const char *dir;
    void (*prepare)(void);
};

static volatile sig_atomic_t rang;

static void on_alarm(int number) {
    rang = 1;
}

static void push(struct words *words, const char *word) {
    cr_assert_lt(words->count + 1, (size_t)WORDS_MAX);
    words->word[words->count++] = word;
    words->word[words->count] = NULL;
}

// getenv(3) finds the first of two, so what the test asks for comes before the defaults.
static void make_environment(struct words *env, enum way way, const struct program *program,
                             const struct run *run) {
    for (size_t i = 0; program->env && program->env[i]; i++)
        push(env, program->env[i]);
    push(env,
         text("PATH=%s:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", setting("CT_TEST_GUESTS")));
    push(env, text("HOME=%s", run->dir));
    push(env, text("TMPDIR=%s", run->dir));
    push(env, "LC_ALL=C.UTF-8");
    push(env, "ASAN_OPTIONS=detect_leaks=0"); // LeakSanitizer refuses to run under strace
    if (way != SHIM)
        return;
    push(env, text("LD_PRELOAD=%s", setting("CT_TEST_LIBRARY")));
    push(env, text("CLONETRACE_LOG=%s", program->log ? program->log : run->log_path));
}

// strace itself stays outside: -E sets what only the program that it traces gets.
static void push_strace(struct words *args, const struct program *program, const struct run *run) {
    const char *const strace[] = {"strace", "-f", "-qq",  "-X", "raw",         "-s",
                                  "256",    "-e", TRACED, "-e", "signal=none", "-o"};

    for (size_t i = 0; i < sizeof strace / sizeof *strace; i++)
        push(args, strace[i]);
    push(args, run->trace_path);
    push(args, "-E");
    push(args, text("LD_PRELOAD=%s", setting("CT_TEST_LIBRARY")));
    push(args, "-E");
    push(args, text("CLONETRACE_LOG=%s", program->log ? program->log : run->log_path));
}

static void redirect(const char *path, int fd) {
    int file = open(path, fd == 0 ? O_RDONLY : O_WRONLY | O_CREAT | O_APPEND, 0666);

    if (file < 0 || dup2(file, fd) < 0)
        _exit(124);
    if (file != fd)
        close(file);
}

static _Noreturn void become(const struct start *start) {
    sigset_t none;

    sigemptyset(&none);
    for (int i = 1; i < NSIG; i++)
        signal(i, SIG_DFL);
    sigprocmask(SIG_SETMASK, &none, NULL);
    setpgid(0, 0);
    redirect("/dev/null", 0);
    redirect(start->out, 1);
    redirect(start->err, 2);
    for (int fd = 3; fd < 1024; fd++)
        close(fd);
    if (chdir(start->dir) != 0)
        _exit(124);
    if (start->prepare)
        start->prepare();
    execvpe(start->args.word[0], (char *const *)start->args.word, (char *const *)start->env.word);
    dprintf(2, "%s: %s\n", start->args.word[0], strerror(errno));
    _exit(errno == ENOENT ? 127 : 126);
}

// All that is left below us: what our descendants leave behind becomes ours, as we are their
// subreaper.
static void kill_children(void) {
    char *list = read_file(text("/proc/self/task/%ld/children", syscall(SYS_gettid)), NULL);

    for (char *word = strtok(list, " "); word; word = strtok(NULL, " "))
        kill((pid_t)atoi(word), SIGKILL);
}

static void set_timer(unsigned ms) {
    struct itimerval timer = {.it_value = {ms / 1000, ms % 1000 * 1000},
                              .it_interval = {0, 100000}};
    struct sigaction action = {.sa_handler = on_alarm}; // no SA_RESTART: waitpid must return

    if (ms == 0)
        timer.it_interval.tv_usec = 0;
    rang = 0;
    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &timer, NULL);
}

static int wait_for_all(pid_t pid, const struct program *program) {
    unsigned limit = (program->seconds ? program->seconds : 60) * 1000, late = 0;
    int status, result = -1;
    pid_t got;

    set_timer(program->kill_after_ms ? program->kill_after_ms : limit);
    while ((got = waitpid(-1, &status, __WALL)) > 0 || errno == EINTR) {
        if (got == pid)
            result = status;
        if (got > 0 || !rang)
            continue;
        if (program->kill_after_ms && late++ == 0) {
            kill(pid, SIGKILL);
            set_timer(limit);
        } else {
            kill_children();
            late = 2;
        }
    }
    set_timer(0);
    cr_assert_lt(late, 2u, "%s hung: killed after %u ms", program->argv[0], limit);
    return result;
}

struct run run_program(enum way way, const struct program *program) {
    struct run run = {.dir = program->dir ? program->dir : new_directory(),
                      .log_path = new_path(".log")};
    struct start start = {.out = new_path(".out"), .err = new_path(".err"), .dir = run.dir};
    pid_t pid;

    if (way == STRACE) {
        run.trace_path = new_path(".strace");
        push_strace(&start.args, program, &run);
    }
    start.prepare = program->prepare;
    push(&start.args, guest_path(program->argv[0]));
    for (size_t i = 1; program->argv[i]; i++)
        push(&start.args, program->argv[i]);
    make_environment(&start.env, way, program, &run);
    cr_assert_eq(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
    pid = fork();
    cr_assert_geq(pid, 0);
    if (pid == 0)
        become(&start);
    run.status = wait_for_all(pid, program);
    run.out = read_file(start.out, NULL);
    run.err = read_file(start.err, NULL);
    return run;
}

bool exited(const struct run *run, int status) {
    return WIFEXITED(run->status) && WEXITSTATUS(run->status) == status;
}
