// SPDX-License-Identifier: MIT
// The section `tree`: each machine's processes as a summary shows them.
#include "clonetrace/cli/fail.h"
#include "clonetrace/cli/jsonout.h"
#include "clonetrace/report/parts.h"
#include "clonetrace/summary/show.h"

#include <stdlib.h>

static void *begin(const struct ct_report *report, FILE *out) {
    return ct_alloc(1);
}

static void add(void *state, const struct ct_report_event *event) {
}

static int end(void *state, const struct ct_report *report, FILE *out) {
    struct ct_paint paint;

    ct_paint_init(&paint, out, fileno(out));
    for (size_t i = 0; i < report->machine_count; i++) {
        if (report->machine_count > 1)
            fprintf(out, "machine %s\n", report->machines[i]->label);
        ct_show_tree(&paint, &report->machines[i]->trace);
        putc('\n', out);
    }
    return 0;
}

static void json(void *state, const struct ct_report *report, FILE *out) {
    fputs("[]", out);
}

const struct ct_report_part ct_report_tree = {begin, add, end, json, free};
