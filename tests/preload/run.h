// SPDX-License-Identifier: MIT
#ifndef CT_PRELOAD_RUN_H
#define CT_PRELOAD_RUN_H

#include <stdbool.h>
#include <stddef.h>

// Starts a guest or any other program from a Criterion test, in an environment made from nothing,
// and waits until it *and every process it left behind* are gone, so that the log is complete.

enum way {
    NATIVE, // without the shim
    SHIM,   // with it
    STRACE, // with it, and the kernel's account in trace_path
};

struct program {
    const char *const *argv; // NULL-terminated; argv[0] without a slash is a guest
    const char *const *env;  // NAME=VALUE beside the constructed environment, or NULL
    const char *log; // value of CLONETRACE_LOG; NULL for a file of its own, which log_path names
    const char *dir; // where it runs, NULL for a new empty directory
    void (*prepare)(void);  // called in the child just before exec, or NULL
    unsigned kill_after_ms; // SIGKILL to the program itself after this time, 0 for never
    unsigned seconds;       // the test fails when it runs longer; 0 for 60
};

struct run {
    int status; // as of waitpid(2)
    char *out;  // what it wrote on stdout and stderr, NUL-terminated
    char *err;
    char *log_path;
    char *trace_path; // STRACE only
    const char *dir;
};

// A failure of the harness itself fails the test.
struct run run_program(enum way way, const struct program *program);

// The same with nothing but arguments: run_guest(SHIM, "fork_one", "fork").
#define run_guest(way, ...)                                                                        \
    run_program(way, &(struct program){.argv = (const char *const[]){__VA_ARGS__, NULL}})

bool exited(const struct run *run, int status);

#endif
