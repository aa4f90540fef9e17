// SPDX-License-Identifier: MIT
#ifndef CT_BENCH_MODEL_H
#define CT_BENCH_MODEL_H

#include <stdbool.h>
#include <stdint.h>

// What decides the cost of a fork, of a process that is about to call it.
struct ct_model_state {
    double pte_entries;  // pages of 4 KiB: page-table entries that point to memory
    double huge_entries; // huge pages; 0 where it is not known that there are some
    double mappings, descriptors, threads; // beside those that a small program has anyway
};

// fork(state) = fixed + entry·pte_entries + huge·huge_entries + mapping·mappings +
// descriptor·descriptors + thread·threads. All in nanoseconds; a coefficient that the machine does
// not show is 0.
struct ct_model_line {
    double fixed, entry, huge, mapping, descriptor, thread;
    double r2;        // of the fit
    double error;     // median of |predicted - measured| / measured at points not fitted to
    double error_max; // the largest of them
    unsigned fitted, checked;
    // The largest value of each that was measured. One that is 0 was not varied: its coefficient is
    // not known, and counts as 0.
    struct ct_model_state reach;
    double least_entries; // pages of the smallest process that was measured
};

// The cost of creating processes on one machine, from `clonetrace bench`.
struct ct_model {
    char machine[128];              // CPU and kernel, for people
    char kernel[65];                // uname -r: a model of another kernel is not this machine's
    char thp[16];                   // setting when it was measured: always, madvise, never
    int64_t when;                   // seconds since the epoch
    struct ct_model_line fork_call; // until fork returns in the parent
    struct ct_model_line
        fork_exec; // until a tiny static program runs: with the tear-down of the copy
    struct ct_model_line spawn_exec; // the same through posix_spawn
    struct ct_model_line vfork_exec; // the same through vfork and exec
    double cow_page_ns; // first write to a shared 4 KiB page after fork, parent or child
    double
        cow_error; // how far the points cow_page_ns comes from lie from it, relative: the largest
    double cow_huge_ns;   // first write into a shared huge page: the split; 0 not measured
    double touch_page_ns; // first touch of a new page, for comparison
    double reuse_page_ns; // first write once the other process is gone
    double entry_bytes;   // of page table for each entry (8)
};

// The file that --save-model writes and report reads: $XDG_CACHE_HOME/clonetrace/model.json, or
// ~/.cache/…. The caller frees it; NULL where neither variable is set or memory ended.
char *ct_model_path(void);

// Return 0, or -errno (-ENOENT: there is none; -EINVAL: it is no model); nothing is told. Saving
// makes the directories that are missing, mode 0700, and replaces the file at once.
int ct_model_load(struct ct_model *model, const char *path);
int ct_model_save(const struct ct_model *model, const char *path);

// Why the model does not hold for `kernel` (uname -r; NULL: the running one), as a line for people;
// NULL where it does. The caller frees it.
char *ct_model_mismatch(const struct ct_model *model, const char *kernel);

// Nanoseconds; never below 0.
double ct_model_cost(const struct ct_model_line *line, const struct ct_model_state *state);

#endif
