// SPDX-License-Identifier: MIT
#ifndef BENCH_DECIDE_COST_H
#define BENCH_DECIDE_COST_H

#include <stdbool.h>

#define BENCH_DECIDE_RULES 32
#define BENCH_DECIDE_TARGET_NS 150

// BENCH_DECIDE(member, what the 32 rules are): nanoseconds to judge one call by them, without what
// it takes to gather the facts. None matches but in the last.
#define BENCH_DECIDE_MIXES                                                                         \
    BENCH_DECIDE(other, "for other functions")                                                     \
    BENCH_DECIDE(near, "near misses by flags and number")                                          \
    BENCH_DECIDE(exe, "globs on exe")                                                              \
    BENCH_DECIDE(module, "globs on module")                                                        \
    BENCH_DECIDE(path, "globs on path")                                                            \
    BENCH_DECIDE(mixed, "flags, numbers, exe, module and path in turn")                            \
    BENCH_DECIDE(matching, "globs on module and path that all match, and are compared in full")

struct bench_decide {
#define BENCH_DECIDE(member, what) double member##_ns;
    BENCH_DECIDE_MIXES
#undef BENCH_DECIDE
};

struct bench_decide bench_decide_run(bool quick);

#endif
