// SPDX-License-Identifier: MIT
// --html: the timeline as one page that needs nothing else. What the page shows is in its scripts,
// in timeline/; here are its events and the tables of the other parts.
#include <stdlib.h>

#include "clonetrace/cli/fail.h"
#include "clonetrace/cli/jsonout.h"
#include "clonetrace/page/page.h"
#include "clonetrace/report/parts.h"
#include "clonetrace/report/timeline_data.h"

#define LIMIT 200000 // events: a page of about 15 MB

extern const char ct_timeline_timeline_css[], ct_timeline_body_html[], ct_timeline_data_js[],
    ct_timeline_lanes_js[], ct_timeline_view_js[], ct_timeline_draw_js[], ct_timeline_arrows_js[],
    ct_timeline_tree_js[], ct_timeline_panel_js[], ct_timeline_select_js[], ct_timeline_search_js[],
    ct_timeline_tables_js[], ct_timeline_list_js[], ct_timeline_sections_js[],
    ct_timeline_overview_js[], ct_timeline_signs_js[], ct_timeline_input_js[],
    ct_timeline_main_js[];

// The page and the sections that it shows beside, each with a state of its own.
struct html {
    struct ct_timeline timeline;
    void **sections; // of each output; NULL where it is no table
};

// The tree is drawn; the other sections are tables that their parts write as JSON.
static bool is_table(const struct ct_report_output *output) {
    return !output->value && output->key && output->part->json && output->part != &ct_report_tree;
}

static void *begin(const struct ct_report *report, FILE *out) {
    struct html *html = ct_alloc(sizeof *html);
    size_t count = 0;

    ct_timeline_init(&html->timeline, report, LIMIT);
    while (ct_report_outputs[count].option)
        count++;
    html->sections = ct_alloc((count + 1) * sizeof *html->sections);
    for (size_t i = 0; i < count; i++) {
        if (is_table(&ct_report_outputs[i]))
            html->sections[i] = ct_report_outputs[i].part->begin(report, NULL);
    }
    return html;
}

static void add(void *state, const struct ct_report_event *event) {
    struct html *html = state;

    ct_timeline_add(&html->timeline, event);
    for (size_t i = 0; ct_report_outputs[i].option; i++) {
        if (html->sections[i])
            ct_report_outputs[i].part->add(html->sections[i], event);
    }
}

static void write_sections(const struct html *html, FILE *out) {
    struct ct_jsonout json = {.out = out};

    ct_jsonout_open(&json, NULL, '{');
    for (size_t i = 0; ct_report_outputs[i].option; i++) {
        if (!html->sections[i])
            continue;
        ct_jsonout_key(&json, ct_report_outputs[i].key);
        ct_report_outputs[i].part->json(html->sections[i], html->timeline.report, out);
    }
    ct_jsonout_close(&json, '}');
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
    static const char *const scripts[] = {ct_timeline_data_js,
                                          ct_timeline_lanes_js,
                                          ct_timeline_view_js,
                                          ct_timeline_draw_js,
                                          ct_timeline_arrows_js,
                                          ct_timeline_tree_js,
                                          ct_timeline_panel_js,
                                          ct_timeline_select_js,
                                          ct_timeline_search_js,
                                          ct_timeline_tables_js,
                                          ct_timeline_list_js,
                                          ct_timeline_sections_js,
                                          ct_timeline_overview_js,
                                          ct_timeline_signs_js,
                                          ct_timeline_input_js,
                                          ct_timeline_main_js,
                                          NULL};
    struct html *html = state;
    struct ct_page page = {.styles = styles, .scripts = scripts};
    char *title, *subtitle;

    ct_timeline_link(&html->timeline);
    page.title = title = title_of(&html->timeline);
    page.subtitle = subtitle = subtitle_of(report);
    ct_page_begin(out, &page);
    fputs(ct_timeline_body_html, out);
    ct_page_data_begin(out, "timeline-data");
    ct_timeline_data(&html->timeline, out);
    ct_page_data_end(out);
    ct_page_data_begin(out, "report-data");
    write_sections(html, out);
    ct_page_data_end(out);
    ct_page_end(out, &page);
    free(title);
    free(subtitle);
    return 0;
}

static void finish(void *state) {
    struct html *html = state;

    for (size_t i = 0; ct_report_outputs[i].option; i++) {
        if (html->sections[i])
            ct_report_outputs[i].part->free(html->sections[i]);
    }
    free(html->sections);
    ct_timeline_finish(&html->timeline);
    free(html);
}

const struct ct_report_part ct_report_html = {begin, add, end, NULL, finish};
