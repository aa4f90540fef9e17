// SPDX-License-Identifier: MIT
#ifndef CT_HAZARDS_H
#define CT_HAZARDS_H

#include "clonetrace/report/report.h"

#define CT_HAZARD_PROOFS 3
#define CT_HAZARD_NUMBERS 2
#define CT_HAZARD_FACTS 512

struct ct_finding;
struct ct_hazards;

// One kind of hazard: a file of its own, hazard_*.c. Definitions and thresholds: docs/hazards.md.
struct ct_hazard {
    const char *id;     // "fork-in-threads"
    const char *title;  // what happened
    const char *advice; // what to do about it
    const char *source;
    size_t state; // bytes, zeroed; 0: none
    // Looks at a record. `mine` is its state.
    void (*add)(struct ct_hazards *hazards, void *mine, const struct ct_report_event *event);
    // After the last record; may find more. NULL.
    void (*settle)(struct ct_hazards *hazards, void *mine);
    void (*finish)(struct ct_hazards *hazards, void *mine); // NULL
    // What the proofs add up to, as a sentence; NULL.
    void (*facts)(const struct ct_finding *finding, char text[CT_HAZARD_FACTS]);
};

extern const struct ct_hazard *const ct_hazard_kinds[]; // NULL ends them

// A record that proves something.
struct ct_hazard_proof {
    uint64_t ts_ns;
    size_t file;
    struct ct_record_task who;
    const char *api; // of an event that is no call, its kind
    char *line;      // of the log; NULL where it was not kept
};

// One hazard at one place.
struct ct_finding {
    const struct ct_hazard *hazard;
    const struct ct_report_machine *machine;
    const char *api;            // NULL where it is no call
    struct ct_record_site site; // likewise
    uint64_t first_ns;
    const char *key; // what else makes it one of its kind: an errno, a reason; NULL
    uint64_t count;
    uint64_t numbers[CT_HAZARD_NUMBERS]; // the hazard's own
    struct ct_hazard_proof proofs[CT_HAZARD_PROOFS];
    size_t proof_count;
    size_t order;
    struct ct_finding *same_hash;
};

struct ct_hazards {
    const struct ct_report *report;
    struct ct_names names;
    struct ct_map by_hash;
    struct ct_finding **list;
    size_t count, cap;
    void **states;     // of the kinds
    size_t held;       // proofs whose line is kept though nothing is proven yet
    uint64_t *last_ns; // of each machine: its latest record
    size_t machines;
    bool creates, stacks, threads, thread_ends; // the log has some
};

// The finding of that kind at the place of a record (or, `placed` false, of the whole machine).
struct ct_finding *ct_hazards_find(struct ct_hazards *hazards, const struct ct_hazard *hazard,
                                   const struct ct_report_event *event, bool placed,
                                   const char *key);

// The same without a record.
struct ct_finding *ct_hazards_find_on(struct ct_hazards *hazards, const struct ct_hazard *hazard,
                                      const struct ct_report_machine *machine, const char *key);

// Counts once more, with the record as proof.
void ct_hazards_prove(struct ct_hazards *hazards, struct ct_finding *finding,
                      const struct ct_report_event *event);

// A proof of what may turn out to be one: to be given or dropped. The line is only kept while there
// are not too many of them.
struct ct_hazard_proof *ct_hazards_hold(struct ct_hazards *hazards,
                                        const struct ct_report_event *event);
void ct_hazards_give(struct ct_hazards *hazards, struct ct_finding *finding,
                     struct ct_hazard_proof *proof);                             // does not count
void ct_hazards_drop(struct ct_hazards *hazards, struct ct_hazard_proof *proof); // NULL is fine

void ct_hazards_show(struct ct_hazards *hazards, const struct ct_report *report, FILE *out);
void ct_hazards_json(struct ct_hazards *hazards, const struct ct_report *report, FILE *out);

// What could not be looked for, and why: calls `tell` for each, with the id of a hazard. Ids and
// reasons are constants.
void ct_hazards_blanks(const struct ct_hazards *hazards,
                       void (*tell)(void *to, const char *id, const char *why), void *to);

#endif
