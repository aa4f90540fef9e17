// SPDX-License-Identifier: MIT
#ifndef BENCH_OPTIONS_H
#define BENCH_OPTIONS_H

#include "bench.h"

// The command line, checked. Strings are borrowed from argv.
struct bench_options {
    bool quick;
    const char *only; // comma list of case names, NULL for all
    const char *json;
    const char *library;                    // NULL: the one of this build
    const char *with[BENCH_CONDITIONS_MAX]; // NAME:LIBRARY[:VARIABLE=VALUE]…, further conditions
    size_t with_count;
    double max_time; // seconds for each case
    double
        precision; // half the width of an interval, as a part of the ratio, that ends a case early
    uint64_t seed;
    int cpu; // -1: not bound
};

// Prints and exits on --help, --list and wrong input.
struct bench_options bench_options_parse(int argc, char **argv);

// Whether --only names this part, or was not given.
bool bench_options_wants(const struct bench_options *options, const char *name);

#endif
