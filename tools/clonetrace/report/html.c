// SPDX-License-Identifier: MIT
// --html: the timeline as one page that needs nothing else. What the page shows is in its scripts,
// in timeline/; here are its events and the tables of the other parts.
#include <stdlib.h>

#include "clonetrace/cli/fail.h"
#include "clonetrace/page/page.h"
#include "clonetrace/report/parts.h"
#include "clonetrace/report/timeline_data.h"

#define LIMIT 250000 // events: about 15 MB, which a browser opens in two seconds

extern const char ct_timeline_timeline_css[], ct_timeline_body_html[], ct_timeline_data_js[],
    ct_timeline_lanes_js[], ct_timeline_view_js[], ct_timeline_draw_js[], ct_timeline_arrows_js[],
    ct_timeline_tree_js[], ct_timeline_panel_js[], ct_timeline_select_js[], ct_timeline_search_js[],
    ct_timeline_tables_js[], ct_timeline_sections_js[], ct_timeline_input_js[],
    ct_timeline_overview_js[], ct_timeline_main_js[];

static void *begin(const struct ct_report *report, FILE *out) {
    struct ct_timeline *timeline = ct_alloc(sizeof *timeline);

    ct_timeline_init(timeline, report, LIMIT);
    return timeline;
}

static void add(void *state, const struct ct_report_event *event) {
    ct_timeline_add(state, event);
}

// The program that was started first, or the file, names the page.
static char *title_of(const struct ct_timeline *timeline) {
    const struct ct_report *report = timeline->report;

    for (size_t i = 0; i < timeline->proc_count; i++) {
        if (timeline->procs[i].proc->command)
            return ct_format("%s%s", timeline->procs[i].proc->command,
                             timeline->proc_count > 1 && report->machine_count > 1 ? " and others"
                                                                                   : "");
    }
    return ct_format("clonetrace");
}

static char *subtitle_of(const struct ct_report *report) {
    const struct ct_report_input *input = &report->input;

    if (input->files == 1)
        return ct_format("%s, %llu lines", input->paths[0], (unsigned long long)input->records);
    return ct_format("%zu files, %zu machines, %llu lines", input->files, report->machine_count,
                     (unsigned long long)input->records);
}

static int end(void *state, const struct ct_report *report, FILE *out) {
    static const char *const styles[] = {ct_timeline_timeline_css, NULL};
    static const char *const scripts[] = {
        ct_timeline_data_js,   ct_timeline_lanes_js,    ct_timeline_view_js,
        ct_timeline_draw_js,   ct_timeline_arrows_js,   ct_timeline_tree_js,
        ct_timeline_panel_js,  ct_timeline_select_js,   ct_timeline_search_js,
        ct_timeline_tables_js, ct_timeline_overview_js, ct_timeline_sections_js,
        ct_timeline_input_js,  ct_timeline_main_js,     NULL};
    struct ct_timeline *timeline = state;
    struct ct_page page = {.styles = styles, .scripts = scripts};
    char *title, *subtitle;

    ct_timeline_link(timeline);
    page.title = title = title_of(timeline);
    page.subtitle = subtitle = subtitle_of(report);
    ct_page_begin(out, &page);
    fputs(ct_timeline_body_html, out);
    ct_page_data_begin(out, "timeline-data");
    ct_timeline_data(timeline, out);
    ct_page_data_end(out);
    ct_page_end(out, &page);
    free(title);
    free(subtitle);
    return 0;
}

static void finish(void *state) {
    ct_timeline_finish(state);
    free(state);
}

const struct ct_report_part ct_report_html = {begin, add, end, NULL, finish};
