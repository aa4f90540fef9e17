// SPDX-License-Identifier: MIT
#ifndef CT_TEST_COMMAND_H
#define CT_TEST_COMMAND_H

#include <stdbool.h>

// What one run of the built `clonetrace` (its path is in the environment as CLONETRACE) gave.
struct command {
    int status; // exit status, or 128 + signal
    char out[65536];
    char err[4096];
};

// The command of clonetrace that is run, "flags" unless a test says otherwise.
extern const char *command_name;

// Runs it with these arguments, NULL at the end; stdout and stderr are files, not
// terminals. The result is the caller's to free.
struct command *command_run(const char *const *args);

// The same with stdout on a pseudo terminal of 80 columns, in an environment with TERM=xterm and
// `more` (one "NAME=value", or NULL); out has what the terminal got, carriage returns left out.
struct command *command_run_on_terminal(const char *const *args, const char *more);

#define COMMAND(...) command_run((const char *const[]){__VA_ARGS__, NULL})

#endif
