// SPDX-License-Identifier: MIT
// The list of what is measured, in the order of the report. The name of a micro case is also the
// name of its operation in operations.c; that of a command case is looked up in workload.c.
#include "bench.h"

const struct bench_case bench_cases[] = {
    {"fork", "fork, _exit in the child, waitpid", BENCH_MICRO, 1.08},
    {"vfork-exec", "vfork, exec of a static program, waitpid", BENCH_MICRO, 0},
    {"spawn-static", "posix_spawn of a static program, waitpid", BENCH_MICRO, 1.03},
    {"spawn-dynamic", "posix_spawn of a dynamic program, waitpid", BENCH_MICRO, 1.12},
    {"pthread", "pthread_create, pthread_join", BENCH_MICRO, 1.08},
    {"script", "a shell script that runs 300 commands", BENCH_COMMAND, 1.10},
    {"make", "make -j2 of 40 C files", BENCH_COMMAND, 1.03},
    {"python", "Python with 200 subprocesses and 2000 threads", BENCH_COMMAND, 1.06},
};
const size_t bench_case_count = sizeof(bench_cases) / sizeof(bench_cases[0]);
