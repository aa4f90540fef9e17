// SPDX-License-Identifier: MIT
#ifndef CT_EVENT_REFUSE_H
#define CT_EVENT_REFUSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "event/flags.h"

// What the kernel says to a set of flags, as event/refusals.def lists it.

// A set as clone(2) packs it: flags and, apart from them, the exit signal (0 for none, at most
// 255).
struct ct_flag_set {
    uint64_t flags;
    unsigned exit_signal;
};

// A kernel release as one number that compares. The newest that the table knows, and 0 for "no
// limit".
#define CT_KERNEL(major, minor) ((unsigned)(major) << 16 | (unsigned)(minor))
#define CT_KERNEL_KNOWN CT_KERNEL(7, 1)

enum ct_verdict { CT_REFUSES_ALWAYS, CT_REFUSES_STATE };

struct ct_refusal {
    enum ct_verdict verdict;
    unsigned entries; // CT_TAKES_*: where the kernel checks it
    uint64_t all;
    uint64_t any;
    uint64_t none;
    unsigned char signal;
    int error;          // errno value
    unsigned from;      // first kernel that refuses, 0: always did
    unsigned until;     // first kernel that no longer does, 0: still does
    const char *reason; // a phrase
    const char *where;  // the kernel's function
};

// The refusals that meet this set at one entry (a single CT_TAKES_*), whatever the kernel's
// release. Start with *at = 0; returns NULL at the end.
const struct ct_refusal *ct_refusal_next(size_t *at, const struct ct_flag_set *set, unsigned entry);

// The table from its start, in the order in which the kernel checks; NULL behind its end.
const struct ct_refusal *ct_refusal_at(size_t index);

// Whether a kernel of this release makes the check.
bool ct_refusal_holds(const struct ct_refusal *refusal, unsigned kernel);

// The bits of a set that an entry of a kernel of this release refuses because it does not know
// them. clone(2) has none: it ignores what it does not know.
uint64_t ct_flags_unknown(uint64_t flags, unsigned entry, unsigned kernel);

// "5.10.0-28-amd64" as CT_KERNEL(5, 10); 0 for text that is no release.
unsigned ct_kernel_parse(const char *release);

#endif
