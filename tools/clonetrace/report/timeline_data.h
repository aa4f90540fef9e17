// SPDX-License-Identifier: MIT
#ifndef CT_TIMELINE_DATA_H
#define CT_TIMELINE_DATA_H

#include <stdio.h>

#include "clonetrace/report/timeline.h"

// The timeline as one JSON object for the page's scripts: columns instead of rows, texts by number.
// docs/report.md does not describe it; it changes with the page, which is in the same file.
void ct_timeline_data(const struct ct_timeline *timeline, FILE *out);

#endif
