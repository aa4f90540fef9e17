// SPDX-License-Identifier: MIT
// The one list of what a report can be made of.
#include "clonetrace/report/parts.h"

const struct ct_report_output ct_report_outputs[] = {
    {"tree", NULL, "tree", &ct_report_tree, "processes and threads, and who created them"},
    {"sites", NULL, "sites", &ct_report_sites, "from where tasks are created, at what cost"},
    {"cost", NULL, "cost", &ct_report_cost, "what forks cost, and what posix_spawn would save"},
    {"hazards", NULL, "hazards", &ct_report_hazards, "what may go wrong, its proof, what to do"},
    {"html", "FILE", NULL, &ct_report_html, "a page: timeline, tree, tables, search"},
    {"chrome-trace", "FILE", NULL, &ct_report_chrome, "events for Perfetto and chrome://tracing"},
    {"dot", "FILE", NULL, &ct_report_dot, "the tree for graphviz: dot -Tsvg FILE"},
    {"folded", "FILE", NULL, &ct_report_folded, "call stacks for flame graphs"},
    {"otlp", "FILE", NULL, &ct_report_otlp, "log records for OpenTelemetry, OTLP/JSON"},
    {0},
};
