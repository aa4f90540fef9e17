// SPDX-License-Identifier: MIT
// The one list of what a report can be made of.
#include "clonetrace/report/parts.h"

const struct ct_report_output ct_report_outputs[] = {
    {"tree", NULL, "tree", &ct_report_tree, "processes and threads, and who created them"},
    {0},
};
