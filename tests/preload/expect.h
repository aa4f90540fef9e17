// SPDX-License-Identifier: MIT
#ifndef CT_PRELOAD_EXPECT_H
#define CT_PRELOAD_EXPECT_H

#include "kernel.h"
#include "log.h"
#include "run.h"

// What most tests say about a program: it does the same natively, under the shim and under strace;
// its log holds these create events and no others; the kernel agrees. Returns the log of the run
// under the shim.

enum oracle {
    KERNEL_AGREES,
    KERNEL_APART, // calls that libc refuses itself, or that the test compares in its own way
};

struct log expect_program(const char *creates, enum oracle oracle, const struct program *program);

#define expect(creates, ...)                                                                       \
    expect_program(creates, KERNEL_AGREES,                                                         \
                   &(struct program){.argv = (const char *const[]){__VA_ARGS__, NULL}})
#define expect_apart(creates, ...)                                                                 \
    expect_program(creates, KERNEL_APART,                                                          \
                   &(struct program){.argv = (const char *const[]){__VA_ARGS__, NULL}})

// Two runs look the same to whoever started them. Skips the test where the guest says that the
// system lacks what it is about (status 77).
void expect_same(const struct run *native, const struct run *shim, const char *name);

// What holds for every complete log of well-behaved programs: no torn line, nothing lost, and
// create events that are consistent in themselves.
void expect_sound(const struct log *log);

#endif
