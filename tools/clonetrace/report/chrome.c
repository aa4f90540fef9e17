// SPDX-License-Identifier: MIT
// --chrome-trace: the Trace Event Format, which Perfetto and chrome://tracing read ("Trace Event
// Format", the document of the Chromium project; JSON object form). Events are written in the
// order of time. Slices of one track nest: a call never reaches beyond the thread that made it.
#include <stdlib.h>

#include "clonetrace/cli/fail.h"
#include "clonetrace/report/chrome.h"
#include "clonetrace/report/parts.h"

#define LIMIT 2000000 // events: some 230 MB in memory, 600 MB of JSON, and Perfetto takes no more

static void *begin(const struct ct_report *report, FILE *out) {
    struct ct_timeline *timeline = ct_alloc(sizeof *timeline);

    ct_timeline_init(timeline, report, LIMIT);
    return timeline;
}

static void add(void *state, const struct ct_report_event *event) {
    ct_timeline_add(state, event);
}

struct start {
    uint64_t ns;
    uint32_t task;
};

static int by_start(const void *a, const void *b) {
    const struct start *x = a, *y = b;

    if (x->ns != y->ns)
        return x->ns < y->ns ? -1 : 1;
    return x->task < y->task ? -1 : 1;
}

static struct start *starts(const struct ct_timeline *timeline) {
    struct start *all = ct_alloc((timeline->task_count + 1) * sizeof *all);

    for (size_t i = 0; i < timeline->task_count; i++)
        all[i] = (struct start){timeline->tasks[i].start_ns, (uint32_t)i};
    if (timeline->task_count)
        qsort(all, timeline->task_count, sizeof *all, by_start);
    return all;
}

static void in_order(struct ct_chrome *chrome) {
    const struct ct_timeline *timeline = chrome->timeline;
    struct start *all = starts(timeline);
    size_t task = 0;

    for (size_t i = 0; i <= timeline->count; i++) {
        uint64_t until = i < timeline->count ? timeline->events[i].ns : UINT64_MAX;

        for (; task < timeline->task_count && all[task].ns <= until; task++)
            ct_chrome_life(chrome, all[task].task);
        if (i < timeline->count)
            ct_chrome_event(chrome, i);
    }
    free(all);
}

static void other(struct ct_chrome *chrome) {
    const struct ct_report *report = chrome->timeline->report;
    struct ct_jsonout *json = &chrome->json;
    uint64_t left_out = 0;

    for (enum ct_event_kind kind = 0; kind < CT_EVENT_KINDS; kind++)
        left_out += chrome->timeline->left_out[kind];
    ct_jsonout_text(json, "displayTimeUnit", "ns");
    ct_jsonout_open(json, "otherData", '{');
    ct_jsonout_text(json, "clonetrace", CT_VERSION);
    ct_jsonout_number(json, "lines", report->input.records);
    ct_jsonout_number(json, "lost", report->input.lost);
    ct_jsonout_number(json, "torn", report->input.torn);
    ct_jsonout_number(json, "left_out", left_out);
    ct_jsonout_number(json, "hidden_processes", chrome->timeline->hidden_procs);
    ct_jsonout_bool(json, "one_clock", report->machine_count < 2 || chrome->timeline->one_clock);
    ct_jsonout_close(json, '}');
}

static int end(void *state, const struct ct_report *report, FILE *out) {
    struct ct_timeline *timeline = state;
    struct ct_chrome chrome = {.timeline = timeline, .json = {.out = out}};

    ct_timeline_link(timeline);
    ct_chrome_number(&chrome);
    ct_chrome_prepare(&chrome);
    ct_jsonout_open(&chrome.json, NULL, '{');
    ct_jsonout_open(&chrome.json, "traceEvents", '[');
    ct_chrome_names(&chrome);
    in_order(&chrome);
    ct_jsonout_close(&chrome.json, ']');
    other(&chrome);
    ct_jsonout_close(&chrome.json, '}');
    putc('\n', out);
    ct_chrome_finish(&chrome);
    return 0;
}

static void finish(void *state) {
    ct_timeline_finish(state);
    free(state);
}

const struct ct_report_part ct_report_chrome = {begin, add, end, NULL, finish};
