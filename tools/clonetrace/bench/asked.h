// SPDX-License-Identifier: MIT
#ifndef CT_BENCH_ASKED_H
#define CT_BENCH_ASKED_H

#include <stdbool.h>
#include <stddef.h>

#include "clonetrace/bench/result.h"

#define CT_BENCH_VALUES 32

enum ct_bench_axis {
    CT_BENCH_AXIS_METHOD,
    CT_BENCH_AXIS_THEN,
    CT_BENCH_AXIS_MEMORY,
    CT_BENCH_AXIS_PAGES,
    CT_BENCH_AXIS_SHARING,
    CT_BENCH_AXIS_THREADS,
    CT_BENCH_AXIS_MAPPINGS,
    CT_BENCH_AXIS_DESCRIPTORS,
    CT_BENCH_AXIS_WRITER,
    CT_BENCH_AXIS_WRITTEN,
    CT_BENCH_AXES
};

// What a result is written to beside the table.
enum ct_bench_file {
    CT_BENCH_FILE_JSON,
    CT_BENCH_FILE_CSV,
    CT_BENCH_FILE_PLOT,
    CT_BENCH_FILE_HTML,
    CT_BENCH_FILES
};

// Values of one axis, in the order they were given; a name is kept as its number. None: not asked.
struct ct_bench_values {
    double values[CT_BENCH_VALUES];
    size_t count;
};

// What the command line asks for. Texts are borrowed from it.
struct ct_bench_asked {
    struct ct_bench_values axes[CT_BENCH_AXES];
    bool all_memory; // --memory=all: steps up to what fits
    bool grid, quick, list, no_pin;
    int cpu;         // -1: not asked
    unsigned rounds; // at most; 0: no limit
    double precision, max_time;
    const char *files[CT_BENCH_FILES]; // to write; "-" is stdout, in place of the table
    const char *from;                  // a result that was saved, in place of measuring
    const char *predict, *compare;     // a question to the model, a result to hold this against
    const char *model;                 // file of --save-model; NULL for the usual one
    bool save_model;
};

// One value of an axis or a list of them, as on the command line: "0,64M,1G", "fork,vfork", "all".
// Returns 0, or CT_EXIT_FAILED after telling what would be accepted.
int ct_bench_asked_axis(struct ct_bench_asked *asked, enum ct_bench_axis axis, const char *list);

// Whether anything was asked for that only measuring knows.
bool ct_bench_asked_measuring(const struct ct_bench_asked *asked);

// As in the option: "--memory" without the dashes.
const char *ct_bench_axis_name(enum ct_bench_axis axis);

#endif
