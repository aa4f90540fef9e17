// SPDX-License-Identifier: MIT
#ifndef CT_SHIM_H
#define CT_SHIM_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/config.h"
#include "event/libc.h"

// What is known once and for all about this process and its library.
struct ct_shim {
    struct ct_config config;
    struct ct_libc libc; // clone3 in it is asked for at each call, see gate.c
    const char *libc_version;
    const char *exe;                // path of the program, NULL without /proc
    const struct ct_policy *policy; // what CLONETRACE_POLICY names, NULL without it
};

extern struct ct_shim ct_shim;

// Reads the configuration and opens nothing yet, at the first of constructor and hooked call. True
// where the shim may be used; false while another thread, or the code that a signal handler
// interrupted, is still at it.
bool ct_shim_ready(void);

// The process is about to end: writes its exit event.
void ct_shim_exit(bool has_status, int status);

#endif
