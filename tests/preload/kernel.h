// SPDX-License-Identifier: MIT
#ifndef CT_PRELOAD_KERNEL_H
#define CT_PRELOAD_KERNEL_H

#include <stdint.h>
#include <sys/types.h>

#include "log.h"

// The kernel's account of a run, as strace saw it, and its comparison with the log of the same run.

struct entry {
    pid_t caller; // tid
    char call[16];
    uint64_t flags; // without the exit signal; for unshare and setns what they take
    int exit_signal;
    long result; // -1 with an errno name in error
    char error[24];
};

struct account {
    struct entry *entries; // in the order in which the calls began
    size_t count;
};

struct account kernel_read(const char *trace_path);
size_t kernel_count(const struct account *account, const char *call);

// Asserts that, task by task, the create events are the creating system calls: same order, same
// entry, flags, exit signal, result, and child wherever the event names one; and that each program
// that started is an image or said to be blind.
void kernel_compare(const struct log *log, const struct account *account);

#endif
