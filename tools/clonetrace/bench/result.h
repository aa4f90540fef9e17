// SPDX-License-Identifier: MIT
#ifndef CT_BENCH_RESULT_H
#define CT_BENCH_RESULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clonetrace/bench/model.h"

enum ct_bench_method {
    CT_BENCH_FORK,
    CT_BENCH__FORK,
    CT_BENCH_VFORK,
    CT_BENCH_CLONE,  // CLONE_VM|CLONE_VFORK, a kept stack
    CT_BENCH_CLONE3, // likewise
    CT_BENCH_POSIX_SPAWN,
    CT_BENCH_SYSTEM,
    CT_BENCH_POPEN,
    CT_BENCH_PTHREAD_CREATE,
    CT_BENCH_METHODS
};

// What the child does first.
enum ct_bench_then { CT_BENCH_EXIT, CT_BENCH_EXEC_STATIC, CT_BENCH_EXEC_DYNAMIC, CT_BENCH_THENS };

enum ct_bench_pages { CT_BENCH_SMALL, CT_BENCH_THP, CT_BENCH_HUGETLB };
enum ct_bench_sharing { CT_BENCH_PRIVATE_ANON, CT_BENCH_PRIVATE_FILE, CT_BENCH_SHARED };

// Who writes after the fork, while both live.
enum ct_bench_writer { CT_BENCH_NOBODY, CT_BENCH_CHILD, CT_BENCH_PARENT };

// What is asked of a point.
struct ct_bench_condition {
    enum ct_bench_method method;
    enum ct_bench_then then;
    uint64_t memory; // bytes that the parent has written
    enum ct_bench_pages pages;
    enum ct_bench_sharing sharing;
    unsigned threads, mappings, descriptors; // beside what the process has anyway
    enum ct_bench_writer writer;
    double written; // share of the pages, 0 to 1
};

// What it got, read from /proc after the set-up.
struct ct_bench_obtained {
    uint64_t rss_bytes, thp_bytes, hugetlb_bytes, pte_bytes;
    unsigned mappings, descriptors, threads;
};

// What is measured of a point. Times in nanoseconds of CLOCK_MONOTONIC_RAW since the call was
// entered, an empty operation subtracted.
enum ct_bench_metric {
    CT_BENCH_CALL,          // until the call returned in the parent
    CT_BENCH_CHILD_RUNS,    // until the child's first instruction
    CT_BENCH_PROGRAM_RUNS,  // until the new program's first instruction; only with exec
    CT_BENCH_REAPED,        // until wait returned in the parent
    CT_BENCH_TEARDOWN,      // of the copied address space, apart: inside execve or _exit
    CT_BENCH_WRITE_PAGE,    // for each page written after the call
    CT_BENCH_PARENT_FAULTS, // minor faults
    CT_BENCH_CHILD_FAULTS,
    CT_BENCH_CYCLES, // parent and child; only where the machine counts them
    CT_BENCH_TLB_MISSES,
    CT_BENCH_METRICS
};

// All samples of one metric at one point, outliers kept.
struct ct_bench_series {
    double *samples;  // count of them, in the order they were measured
    unsigned *rounds; // the round (a fresh process) that each was measured in, ascending
    size_t count;
    double median, low, high; // 95 % bootstrap interval of the median
    double p99;
    size_t outliers; // beyond median ± 5·1.4826·MAD
};

struct ct_bench_point {
    struct ct_bench_condition condition;
    struct ct_bench_obtained obtained;
    struct ct_bench_series series[CT_BENCH_METRICS]; // count 0: not measured at this point
    char *note; // why it was not measured, or what differs; NULL for nothing. Owned.
};

// Plain writes to memory, in nanoseconds for a page of 4 KiB: what a write after fork is held
// against.
enum ct_bench_plain {
    CT_BENCH_PLAIN_WRITE,
    CT_BENCH_FIRST_TOUCH,
    CT_BENCH_REUSE,
    CT_BENCH_THP_SPLIT,
    CT_BENCH_PLAINS
};

// The machine and how it was set; texts owned, empty where not known.
struct ct_bench_machine {
    char *kernel, *cpu, *thp, *overcommit, *mitigations, *libc, *governor, *hostname_hash;
    unsigned cpus;         // online
    int pinned;            // CPU, or -1
    uint64_t memory, free; // bytes
    uint64_t page;         // bytes
    bool counters;         // perf_event_open gave cycles
    char *notes;           // what was not permitted, one a line
};

struct ct_bench_result {
    struct ct_bench_machine machine;
    int64_t when;       // seconds since the epoch
    double precision;   // asked for, 0.02
    double clock_ns;    // one reading of the clock; in an empty operation there is one
    double overhead_ns; // an empty measured operation, subtracted from each time
    double load_before, load_after;
    unsigned rounds;
    // Operations during which the core was shared with somebody: measured again, and kept because
    // that did not end.
    unsigned set_aside, disturbed;
    bool partial; // ended by a signal, or by --max-time before every point had three rounds
    struct ct_bench_point *points;
    size_t count;
    struct ct_bench_series plain[CT_BENCH_PLAINS];
    bool has_model;
    struct ct_model model;
};

// Names as in the command line and in files: "fork", "clone3"; "exit", "exec-static"; "call" …
const char *ct_bench_method_name(enum ct_bench_method method);
const char *ct_bench_then_name(enum ct_bench_then then);
const char *ct_bench_pages_name(enum ct_bench_pages pages);
const char *ct_bench_sharing_name(enum ct_bench_sharing sharing);
const char *ct_bench_writer_name(enum ct_bench_writer writer);
const char *ct_bench_metric_name(enum ct_bench_metric metric);
const char *ct_bench_plain_name(enum ct_bench_plain plain);

// Frees what the result holds and leaves it empty.
void ct_bench_result_finish(struct ct_bench_result *result);

#endif
