// SPDX-License-Identifier: MIT
// From clonetrace to the program: environment, signals, exec. The child must not write, and must
// end with _exit.
#include "clonetrace/run/launch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clonetrace/cli/fail.h"
#include "clonetrace/policy/kernel_filter.h"
#include "clonetrace/run/preload.h"

// The library expands %p and %% in the path of the log.
static char *escape(const char *path) {
    char *escaped = ct_alloc(strlen(path) * 2 + 1), *to = escaped;

    for (; *path; path++) {
        if (*path == '%')
            *to++ = '%';
        *to++ = *path;
    }
    return escaped;
}

static void set_environment(const struct ct_launch *launch) {
    char *preload = ct_preload_value(launch->library, getenv("LD_PRELOAD"));
    char *log = escape(launch->log);

    setenv("LD_PRELOAD", preload, 1);
    setenv("CLONETRACE_LOG", log, 1);
    setenv("CLONETRACE_FOLLOW", "1", 1);
    if (launch->stack)
        setenv("CLONETRACE_STACK", launch->stack, 1);
    if (launch->mem)
        setenv("CLONETRACE_MEM", "1", 1);
    if (launch->events)
        setenv("CLONETRACE_EVENTS", launch->events, 1);
    if (launch->policy)
        setenv("CLONETRACE_POLICY", launch->policy, 1);
    if (launch->enforce)
        setenv("CLONETRACE_ENFORCE", launch->enforce, 1);
    free(preload);
    free(log);
}

// As bash has it: a file with a NUL in its first line is none of the shell's.
static bool is_text(const char *path) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    char head[80];
    ssize_t got = fd < 0 ? 0 : read(fd, head, sizeof head);
    const char *line_end = got > 0 ? memchr(head, '\n', (size_t)got) : NULL;

    if (fd >= 0)
        close(fd);
    if (line_end)
        got = line_end - head;
    return got <= 0 || (!memchr(head, '\0', (size_t)got) &&
                        memcmp(head, "\177ELF", got < 4 ? (size_t)got : 4) != 0);
}

// A text file without `#!` is the shell's, as execvp(3) and every shell have it.
static void run_by_shell(const struct ct_launch *launch) {
    size_t count = 0;
    const char **argv;

    while (launch->argv[count])
        count++;
    argv = ct_alloc((count + 2) * sizeof *argv);
    argv[0] = "/bin/sh";
    argv[1] = launch->path;
    for (size_t i = 1; i < count; i++)
        argv[i + 1] = launch->argv[i];
    execv(argv[0], (char **)argv);
    free(argv);
}

__attribute__((noreturn)) static void become(const struct ct_launch *launch, int report) {
    int error;

    set_environment(launch);
    sigaction(SIGCHLD, &launch->on_child, NULL);
    sigaction(SIGPIPE, &launch->on_pipe, NULL);
    sigaction(SIGXFSZ, &launch->on_size, NULL);
    sigprocmask(SIG_SETMASK, &launch->mask, NULL);
    error = launch->filter ? ct_kernel_filter_install(launch->filter) : 0;
    if (!error) {
        execv(launch->path, launch->argv);
        error = errno;
    }
    if (error == ENOEXEC && is_text(launch->path))
        run_by_shell(launch);
    if (write(report, &error, sizeof error) < 0)
        _exit(CT_EXIT_FAILED);
    _exit(CT_EXIT_NOT_EXECUTABLE);
}

// The pipe closes with the exec, or brings the errno of one that failed.
static pid_t await_exec(pid_t child, int report, int *refused) {
    ssize_t got;

    do {
        got = read(report, refused, sizeof *refused);
    } while (got < 0 && errno == EINTR);
    if (got != sizeof *refused)
        return child;
    while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
        ;
    return 0;
}

pid_t ct_launch_start(const struct ct_launch *launch, int *refused) {
    int report[2];
    pid_t child;

    if (pipe2(report, O_CLOEXEC))
        return -errno;
    child = fork();
    if (child == 0)
        become(launch, report[1]);
    if (child < 0)
        child = -errno;
    close(report[1]);
    if (child > 0)
        child = await_exec(child, report[0], refused);
    close(report[0]);
    return child;
}
