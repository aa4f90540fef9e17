// SPDX-License-Identifier: MIT
#ifndef CT_REPORT_TREE_H
#define CT_REPORT_TREE_H

#include "clonetrace/cli/paint.h"
#include "clonetrace/report/report.h"

void ct_report_tree_text(const struct ct_report *report, FILE *out);
void ct_report_tree_json(const struct ct_report *report, FILE *out);

#endif
