// SPDX-License-Identifier: MIT
// The plots of the page. All that can be chosen is written; bench.js shows one at a time.
#include <stdlib.h>

#include "clonetrace/bench/bars.h"
#include "clonetrace/bench/draw.h"
#include "clonetrace/bench/html_part.h"
#include "clonetrace/bench/split.h"
#include "clonetrace/bench/words.h"
#include "clonetrace/cli/fail.h"

static const char *const along_names[CT_BENCH_ALONGS] = {"memory", "threads", "mappings",
                                                         "descriptors"};
static const char *const headings[CT_BENCH_ALONGS] = {"Cost against memory", "Cost against threads",
                                                      "Cost against mappings",
                                                      "Cost against descriptors"};

static void chooser(struct ct_bench_html *html, const struct ct_bench_slice *slices, size_t count) {
    char text[CT_BENCH_SLICE_TEXT];

    if (count < 2)
        return;
    fputs("<label class=\"screen\">Shown: <select class=\"slice\">\n", html->out);
    for (size_t i = 0; i < count; i++) {
        fprintf(html->out, "<option value=\"%zu\">", i);
        ct_bench_html_text(html, "", ct_bench_slice_text(text, &slices[i]), "</option>\n");
    }
    fputs("</select></label>\n", html->out);
}

static char *caption_of(const struct ct_bench_chart *chart) {
    char text[CT_BENCH_SLICE_TEXT];

    ct_bench_slice_text(text, &chart->slice);
    if (chart->missing)
        return ct_format("%s. %zu point%s without a number left out.", text, chart->missing,
                         chart->missing == 1 ? " is" : "s are");
    return ct_format("%s.", text);
}

static void figure(struct ct_bench_html *html, const struct ct_bench_chart *chart, size_t slice,
                   bool shown) {
    char *attributes = ct_format(" data-slice=\"%zu\" data-metric=\"%s\"%s", slice,
                                 ct_bench_metric_name(chart->metric), shown ? "" : " hidden");
    char *name =
        ct_format("%s, %s", headings[chart->slice.along], ct_bench_metric_words(chart->metric));
    char *caption = caption_of(chart);
    struct ct_bench_canvas canvas =
        ct_bench_html_open(html, attributes, name, ct_bench_draw_chart_height(chart));

    ct_bench_draw_chart(&canvas, chart);
    ct_bench_html_close(html, caption);
    free(attributes);
    free(name);
    free(caption);
}

// Plots of one slice; an empty one only where there is nothing else to show.
static void figures(struct ct_bench_html *html, const struct ct_bench_slice *slice, size_t index) {
    for (int metric = 0; metric < CT_BENCH_METRICS; metric++) {
        struct ct_bench_chart chart;
        bool first = metric == (int)html->metric;

        ct_bench_chart_init(&chart, html->result, slice, metric);
        if (chart.count || (first && index == 0))
            figure(html, &chart, index, first && index == 0);
        ct_bench_chart_finish(&chart);
    }
}

static void section(struct ct_bench_html *html, enum ct_bench_along along) {
    const struct ct_bench_slice nothing = {.along = along};
    struct ct_bench_slice *slices;
    size_t count = ct_bench_slices(html->result, along, &slices);

    if (count || along == CT_BENCH_ALONG_MEMORY) {
        fprintf(html->out, "<section class=\"card lines\" data-along=\"%s\">\n<h2>%s</h2>\n",
                along_names[along], headings[along]);
        chooser(html, slices, count);
        for (size_t i = 0; i < count; i++)
            figures(html, &slices[i], i);
        if (!count)
            figures(html, &nothing, 0);
        fputs("<p class=\"absent\" hidden>This was not measured here.</p>\n</section>\n",
              html->out);
    }
    free(slices);
}

void ct_bench_html_lines(struct ct_bench_html *html) {
    for (int along = 0; along < CT_BENCH_ALONGS; along++)
        section(html, along);
}

void ct_bench_html_pages(struct ct_bench_html *html) {
    struct ct_bench_bars bars;

    ct_bench_bars_init(&bars, html->result);
    if (bars.count) {
        const char *name = "What a page of 4 KiB costs to write";
        struct ct_bench_canvas canvas;

        fprintf(html->out, "<section class=\"card\" id=\"pages\">\n<h2>Copy on write</h2>\n");
        canvas = ct_bench_html_open(html, "", name, ct_bench_draw_bars_height(&bars));
        ct_bench_draw_bars(&canvas, &bars);
        ct_bench_html_close(html,
                            "What a page costs to write: at all, for the first time, and after "
                            "a fork while parent and child both live. A split is that of a "
                            "whole huge page.");
        fputs("</section>\n", html->out);
    }
    ct_bench_bars_finish(&bars);
}

static bool seen_before(const struct ct_bench_result *result, const struct ct_bench_slice *slice,
                        size_t index) {
    for (size_t i = 0; i < index; i++) {
        const struct ct_bench_condition *condition = &result->points[i].condition;

        if (ct_bench_slice_holds(slice, condition) &&
            condition->memory == result->points[index].condition.memory)
            return true;
    }
    return false;
}

static void split_figure(struct ct_bench_html *html, const struct ct_bench_split *split,
                         size_t index) {
    char memory[CT_BENCH_UNIT_TEXT], attributes[128];
    char *name;
    struct ct_bench_canvas canvas;

    ct_bench_unit_round(memory, CT_BENCH_UNIT_BYTES, (double)split->points[0]->condition.memory);
    name = ct_format("Where the time goes, %s of dirty memory", memory);
    snprintf(attributes, sizeof attributes, " data-slice=\"%zu\" data-memory=\"%s\"%s", index,
             memory, index ? " hidden" : "");
    canvas = ct_bench_html_open(html, attributes, name, ct_bench_draw_split_height(split));
    ct_bench_draw_split(&canvas, split);
    ct_bench_html_close(html, name);
    free(name);
}

static void legend(struct ct_bench_html *html) {
    fputs("<p class=\"legend\">", html->out);
    for (int part = 0; part < CT_BENCH_PARTS; part++)
        fprintf(html->out,
                "<span><svg class=\"plot key\" viewBox=\"0 0 16 14\" aria-hidden=\"true\"><rect "
                "class=\"part p%d\" width=\"16\" height=\"14\"/></svg> %s</span>\n",
                part, ct_bench_part_words(part));
    fputs("<span><svg class=\"plot key\" viewBox=\"0 0 16 14\" aria-hidden=\"true\"><path "
          "class=\"returned\" d=\"M8,0V14\"/></svg> the parent's call returned</span></p>\n",
          html->out);
}

void ct_bench_html_split(struct ct_bench_html *html) {
    struct ct_bench_slice *slices;
    size_t shown = 0;
    size_t count = ct_bench_slices(html->result, CT_BENCH_ALONG_MEMORY, &slices);

    for (size_t i = 0; count && i < html->result->count; i++) {
        const struct ct_bench_condition *condition = &html->result->points[i].condition;
        struct ct_bench_split split;

        if (!ct_bench_slice_holds(slices, condition) || seen_before(html->result, slices, i))
            continue;
        ct_bench_split_init(&split, html->result, slices, condition->memory);
        if (split.count && !shown) {
            fputs("<section class=\"card\" id=\"split\">\n<h2>Where the time goes</h2>\n"
                  "<p class=\"muted\">Differences of medians, on the child's side. Where only the "
                  "start of "
                  "the new program is known, all until then counts as creating.</p>\n",
                  html->out);
            legend(html);
            fputs("<label class=\"screen\">Memory of the parent: <select class=\"slice\"></select>"
                  "</label>\n",
                  html->out);
        }
        if (split.count)
            split_figure(html, &split, shown++);
        ct_bench_split_finish(&split);
    }
    if (shown)
        fputs("</section>\n", html->out);
    free(slices);
}
