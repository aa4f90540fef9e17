// SPDX-License-Identifier: MIT
#ifndef CT_SHOW_H
#define CT_SHOW_H

#include "clonetrace/cli/paint.h"
#include "clonetrace/trace/trace.h"

// The parts of a summary. The tree must have been linked.

// Processes with their threads, siblings that look the same as one line.
void ct_show_tree(const struct ct_paint *paint, const struct ct_trace *trace);

// Creations by API and flags.
void ct_show_calls(const struct ct_paint *paint, struct ct_trace *trace);

// Calls that rules of a policy matched, by rule and place; nothing where there are none.
void ct_show_matches(const struct ct_paint *paint, struct ct_trace *trace);

// What the log does not have. Returns the number of lines shown, 0 where it is whole.
unsigned ct_show_unseen(const struct ct_paint *paint, struct ct_trace *trace,
                        const struct ct_log *log);

#endif
