// SPDX-License-Identifier: MIT
#ifndef CT_LAUNCH_H
#define CT_LAUNCH_H

#include <signal.h>
#include <stdbool.h>
#include <sys/types.h>

struct ct_kernel_filter;

struct ct_launch {
    const char *path; // of the program
    char **argv;
    const char *library; // absolute
    const char *log;     // absolute
    // Values of CLONETRACE_STACK, _EVENTS, _POLICY and _ENFORCE; NULL: as the environment says.
    const char *stack, *events, *policy, *enforce;
    bool mem;
    const struct ct_kernel_filter *filter; // for the program and all that it starts; NULL for none
    // What the program gets back: it must not notice that clonetrace changed its own.
    sigset_t mask;
    struct sigaction on_child, on_pipe, on_size;
};

// Starts it. Returns the pid; 0 with *refused set to the errno of an exec that failed, or to -errno
// of a filter that the kernel did not take; -errno where it did not come to that. Nothing of
// clonetrace's is inherited but what launch says.
pid_t ct_launch_start(const struct ct_launch *launch, int *refused);

#endif
