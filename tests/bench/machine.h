// SPDX-License-Identifier: MIT
#ifndef BENCH_MACHINE_H
#define BENCH_MACHINE_H

// Where and when a report was made: what a reader needs to compare two of them. Names neither host
// nor user.
struct bench_machine {
    char kernel[160];
    char cpu[128];
    char libc[64];
    char arch[80];
    char log_file_system[32]; // of the directory that the logs were in
    char date[32];            // ISO 8601, UTC
    long cores;
    double load; // load average of the last minute, at the start
};

struct bench_machine bench_machine_describe(const char *scratch);

#endif
