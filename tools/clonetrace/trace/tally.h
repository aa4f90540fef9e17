// SPDX-License-Identifier: MIT
#ifndef CT_TALLY_H
#define CT_TALLY_H

#include <stdint.h>

#include "clonetrace/trace/map.h"
#include "clonetrace/trace/record.h"

// The books of a log: what its lines say was written to it, against what was read. Zero-initialised
// is empty.
struct ct_tally {
    struct ct_map told_by; // for each pid what its last exit line accounted for
    uint64_t told;         // lines that are accounted for
    uint64_t records;      // that were read
};

void ct_tally_add(struct ct_tally *tally, const struct ct_record *record);
void ct_tally_finish(struct ct_tally *tally);

// How many lines are missing at least, where `unusable` more were read than those added. What is
// missing was in the log: it was cut, replaced or overwritten since, or there are other files.
uint64_t ct_tally_missing(const struct ct_tally *tally, uint64_t unusable);

#endif
