// SPDX-License-Identifier: MIT
// Signals and job control while the program runs. All signals that may be caught arrive through a
// signalfd, so there are no handlers, and clonetrace survives a Ctrl-C to write its summary. The
// program stays in clonetrace's process group: the terminal's signals reach it without help, and
// its group is the foreground group if clonetrace's is.
#include "clonetrace/run/supervise.h"

#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int ct_supervise_begin(struct ct_supervisor *supervisor, struct ct_launch *launch) {
    struct sigaction by_default = {.sa_handler = SIG_DFL}, ignore = {.sa_handler = SIG_IGN};
    sigset_t taken;

    sigfillset(&taken); // a fault of clonetrace's own still ends it: the kernel sees to that
    // An ignored SIGCHLD would make the kernel forget how the program ended.
    sigaction(SIGCHLD, &by_default, &launch->on_child);
    sigaction(SIGPIPE, &ignore,
              &launch->on_pipe); // a stderr without reader or room is no reason to end
    sigaction(SIGXFSZ, &ignore, &launch->on_size);
    sigprocmask(SIG_BLOCK, &taken, &launch->mask);
    supervisor->asked = 0;
    supervisor->signals = signalfd(-1, &taken, SFD_CLOEXEC | SFD_NONBLOCK);
    return supervisor->signals < 0 ? -errno : 0;
}

void ct_supervise_end(struct ct_supervisor *supervisor, const struct ct_launch *launch) {
    close(supervisor->signals);
    sigprocmask(SIG_SETMASK, &launch->mask, NULL);
}

static int64_t now_ms(void) {
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

// Signals that the terminal sends (by the kernel, so si_code is positive) go to the whole
// foreground process group: the program has had its own.
static bool from_terminal(const struct signalfd_siginfo *info) {
    switch (info->ssi_signo) {
    case SIGINT:
    case SIGQUIT:
    case SIGTSTP:
    case SIGTTIN:
    case SIGTTOU:
    case SIGHUP:
    case SIGWINCH:
    case SIGCONT:
        return info->ssi_code > 0;
    }
    return false;
}

// What the kernel sends for something that clonetrace itself did is not the program's. For a write
// it names clonetrace as the sender.
static bool is_own(const struct signalfd_siginfo *info) {
    switch (info->ssi_signo) {
    case SIGPIPE:
    case SIGXFSZ:
        return info->ssi_pid == (uint32_t)getpid();
    case SIGSEGV:
    case SIGBUS:
    case SIGFPE:
    case SIGILL:
    case SIGTRAP:
    case SIGSYS:
    case SIGXCPU:
        return info->ssi_code > 0;
    }
    return false;
}

static void pass_on(pid_t pid, const struct signalfd_siginfo *info) {
    union sigval value = {.sival_ptr = (void *)(uintptr_t)info->ssi_ptr};

    if (from_terminal(info) || is_own(info))
        return;
    if (info->ssi_code == SI_QUEUE)
        sigqueue(pid, (int)info->ssi_signo, value);
    else
        kill(pid, (int)info->ssi_signo);
}

// The program has stopped: so does clonetrace, and its shell sees a stopped job. Whoever continues
// clonetrace alone, not the group, means the program.
static void stop_along(pid_t pid) {
    const struct timespec at_once = {0};
    siginfo_t info = {0};
    sigset_t pending, go_on;

    sigemptyset(&go_on);
    sigaddset(&go_on, SIGCONT);
    if (!sigpending(&pending) && sigismember(&pending, SIGCONT))
        return; // the whole group was continued in the meantime
    raise(SIGSTOP);
    sigtimedwait(&go_on, NULL, &at_once);
    if (waitid(P_PID, (id_t)pid, &info, WCONTINUED | WNOHANG) || !info.si_pid)
        kill(pid, SIGCONT);
}

// Collects whatever child there is: as process 1 of a container, clonetrace has orphans to bury.
// True when the program was among them.
static bool collect(struct ct_ending *ending) {
    struct rusage usage;
    struct timespec now;
    int status;
    pid_t pid;

    while ((pid = wait4(-1, &status, WNOHANG | WUNTRACED, &usage)) > 0) {
        if (pid != ending->pid)
            continue;
        if (WIFSTOPPED(status)) {
            stop_along(pid);
            continue;
        }
        clock_gettime(CLOCK_MONOTONIC, &now);
        ending->end_ns = (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
        ending->signalled = WIFSIGNALED(status);
        ending->status = ending->signalled ? WTERMSIG(status) : WEXITSTATUS(status);
        ending->core = ending->signalled && WCOREDUMP(status);
        ending->usage = usage;
        return true;
    }
    return false;
}

static bool take_signals(struct ct_supervisor *supervisor, struct ct_ending *ending) {
    struct signalfd_siginfo info;
    bool children = false;

    while (read(supervisor->signals, &info, sizeof info) == sizeof info) {
        if (info.ssi_signo == SIGCHLD)
            children = true;
        else
            pass_on(ending->pid, &info);
    }
    return children && collect(ending);
}

void ct_supervise_wait(struct ct_supervisor *supervisor, struct ct_ending *ending,
                       const struct ct_supervise_work *work) {
    for (;;) {
        struct pollfd fds[] = {{.fd = supervisor->signals, .events = POLLIN},
                               {.fd = work ? work->readable : -1, .events = POLLIN},
                               {.fd = work ? work->writable : -1, .events = POLLOUT}};
        int ready = poll(fds, 3, work ? work->every_ms : -1);

        if (ready < 0)
            continue; // interrupted
        if (fds[0].revents && take_signals(supervisor, ending))
            return;
        if (work && (fds[1].revents || fds[2].revents || ready == 0))
            work->tick(work->data);
    }
}

// As a shell would have it: a signal that whoever started clonetrace ignores asks for nothing.
static bool asks_to_end(int signal) {
    struct sigaction now;

    if (signal != SIGINT && signal != SIGTERM && signal != SIGHUP && signal != SIGQUIT)
        return false;
    return sigaction(signal, NULL, &now) || now.sa_handler != SIG_IGN;
}

static void take_last_signals(struct ct_supervisor *supervisor) {
    struct signalfd_siginfo info;

    while (read(supervisor->signals, &info, sizeof info) == sizeof info) {
        if (info.ssi_signo == SIGCHLD)
            while (waitpid(-1, NULL, WNOHANG) > 0)
                ;
        else if (asks_to_end((int)info.ssi_signo))
            supervisor->asked = (int)info.ssi_signo;
    }
}

bool ct_supervise_pause(struct ct_supervisor *supervisor, int ms) {
    struct pollfd fds[] = {{.fd = supervisor->signals, .events = POLLIN}};
    int64_t end = now_ms() + ms, left = ms;

    do {
        if (poll(fds, 1, (int)left) > 0)
            take_last_signals(supervisor);
        left = end - now_ms();
    } while (!supervisor->asked && left > 0);
    return !supervisor->asked;
}
