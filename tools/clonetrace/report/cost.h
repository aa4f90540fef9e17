// SPDX-License-Identifier: MIT
#ifndef CT_COST_H
#define CT_COST_H

#include "clonetrace/bench/model.h"
#include "clonetrace/report/children.h"
#include "clonetrace/report/rows.h"
#include "clonetrace/report/spread.h"

// A sum over forks whose line had memory figures, KiB.
struct ct_cost_memory {
    uint64_t forks, rss_kib, pte_kib;
};

// Forks that copied an address space, from one place.
struct ct_cost_row {
    struct ct_row row;
    struct ct_spread took; // the calls, nanoseconds
    struct ct_cost_memory memory;
    uint64_t rss_max_kib, pte_max_kib;
    // What the children did. Of the others the log does not say.
    uint64_t execs, ended; // ended without an exec
    uint64_t exec_ns;      // in the calls of those that were followed by an exec
    struct ct_cost_memory exec_memory;
    struct ct_spread faults; // of a child, until its exec
};

struct ct_cost {
    struct ct_rows rows; // of struct ct_cost_row; sorted by `end`: where the most time went first
    struct ct_children children;
};

// The model, if there is one that may be used, and what to say about it.
struct ct_cost_model {
    struct ct_model model;
    bool usable;
    char *path;   // NULL: no place for one is known
    char *reason; // why not, or why to doubt it; NULL
};

void ct_cost_model_load(struct ct_cost_model *model, const struct ct_report *report);
void ct_cost_model_finish(struct ct_cost_model *model);

// Whether --model names something to use. Returns 0, or CT_EXIT_FAILED after telling.
int ct_cost_model_check(const char *path);

// What the model says of the forks of a row that were followed by an exec: nanoseconds for one of
// them. The call itself was measured; what comes after it no log shows.
struct ct_cost_estimate {
    bool known;
    double entries;  // of the parent's page tables
    double call;     // measured, mean
    double modelled; // the call, as the model has it: how well it fits
    double after;    // from the call's return until a tiny program runs
    double teardown; // of that, what grows with the parent: taking the copied tables down again
    double cow;      // copying the pages that the child wrote: faults measured, their cost modelled
    double spawn;    // posix_spawn until a tiny program runs
    double saved;    // call + after + cow - spawn, at least 0
    bool beyond;     // a larger process than the model was fitted to
};

struct ct_cost_estimate ct_cost_estimate(const struct ct_cost_row *row,
                                         const struct ct_cost_model *model);

void ct_cost_show(struct ct_cost *cost, const struct ct_report *report, FILE *out);
void ct_cost_json(struct ct_cost *cost, const struct ct_report *report, FILE *out);

#endif
