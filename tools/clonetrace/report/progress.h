// SPDX-License-Identifier: MIT
#ifndef CT_PROGRESS_H
#define CT_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

// How far a long run is, on stderr where that is a terminal, and only once it has taken a moment.
struct ct_progress {
    bool wanted;
    bool shown;
    uint64_t total; // bytes; 0 where it is not known
    uint64_t started_ns, next_ns;
};

void ct_progress_start(struct ct_progress *progress, uint64_t total);
void ct_progress_show(struct ct_progress *progress, uint64_t done, uint64_t records);
void ct_progress_end(struct ct_progress *progress); // the line is gone

#endif
