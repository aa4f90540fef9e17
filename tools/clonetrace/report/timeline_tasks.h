// SPDX-License-Identifier: MIT
#ifndef CT_TIMELINE_TASKS_H
#define CT_TIMELINE_TASKS_H

#include "clonetrace/report/timeline.h"

// A machine's time on the axis.
uint64_t ct_timeline_axis(const struct ct_timeline *timeline, size_t machine, uint64_t ns);

// Gives every event the thread that it belongs to and, where it made one, the one that it made.
// `places` has the index plus 1 of each process that is drawn.
void ct_timeline_tasks(struct ct_timeline *timeline, const struct ct_map *places);

#endif
