// SPDX-License-Identifier: MIT
#ifndef CT_BENCH_ROUNDS_H
#define CT_BENCH_ROUNDS_H

#include "clonetrace/bench/protocol.h"

#define CT_BENCH_ROUNDS_LEAST 5 // fewer say too little about how processes differ
#define CT_BENCH_ROUNDS_WHOLE 3 // a result with fewer of a point is partial, but for --rounds

// What is known of a point while rounds go on: enough to decide whether it needs more.
struct ct_bench_visits {
    unsigned count;
    unsigned next_check;   // rounds before the interval is looked at again
    bool done, dead;       // narrow enough; cannot be measured
    double seconds;        // the last visit took
    double *medians[2];    // of each round: of the metrics that decide
    double relative_width; // half-width of the interval, as a share of the median; 0 unknown
};

// Takes one worker's samples into the series of the point (or of the plain writes).
void ct_bench_visits_take(struct ct_bench_visits *visits, struct ct_bench_series *series,
                          const struct ct_bench_answer *answer, const double *samples,
                          enum ct_bench_act act);

// Sets `done` where the intervals of the deciding metrics are narrow enough.
void ct_bench_visits_judge(struct ct_bench_visits *visits, struct ct_bench_series *series,
                           enum ct_bench_act act, double precision);

// How many visits an open point gets in the round `round`, from 0 to CT_BENCH_VISITS_MOST.
#define CT_BENCH_VISITS_MOST 3
unsigned ct_bench_visits_wanted(const struct ct_bench_visits *visits, double precision,
                                unsigned round);

void ct_bench_visits_finish(struct ct_bench_visits *visits);

#endif
