// SPDX-License-Identifier: MIT
// The tables of the page: what a picture shows, in numbers.
#include <math.h>
#include <stdlib.h>

#include "clonetrace/bench/html_part.h"
#include "clonetrace/bench/words.h"
#include "clonetrace/cli/fail.h"

static void row(struct ct_bench_html *html, const char *name, const char *value) {
    if (!value || !*value)
        return;
    fprintf(html->out, "<tr><th scope=\"row\">%s</th>", name);
    ct_bench_html_text(html, "<td>", value, "</td></tr>\n");
}

static void row_unit(struct ct_bench_html *html, const char *name, enum ct_bench_unit unit,
                     double value) {
    char text[CT_BENCH_UNIT_TEXT];

    row(html, name, ct_bench_unit_text(text, unit, value));
}

static void row_free(struct ct_bench_html *html, const char *name, char *value) {
    row(html, name, value);
    free(value);
}

static void run_rows(struct ct_bench_html *html) {
    const struct ct_bench_result *result = html->result;

    row_free(html, "Precision asked for", ct_format("%.3g %%", 100 * result->precision));
    row_free(html, "Rounds", ct_format("%u%s", result->rounds, result->partial ? ", partial" : ""));
    row_unit(html, "Reading the clock", CT_BENCH_UNIT_NS, result->clock_ns);
    row_unit(html, "Empty measurement, subtracted", CT_BENCH_UNIT_NS, result->overhead_ns);
    row_free(html, "Load before and after",
             ct_format("%.2f, %.2f", result->load_before, result->load_after));
}

void ct_bench_html_machine(struct ct_bench_html *html) {
    const struct ct_bench_machine *machine = &html->result->machine;

    fputs("<section class=\"card\" id=\"machine\">\n<h2>Machine</h2>\n<div "
          "class=\"scroll\"><table>\n",
          html->out);
    row(html, "CPU", machine->cpu);
    row_unit(html, "CPUs online", CT_BENCH_UNIT_PLAIN, machine->cpus);
    row_free(html, "Pinned",
             machine->pinned < 0 ? ct_format("no") : ct_format("to CPU %d", machine->pinned));
    row(html, "Frequency governor", machine->governor);
    row_unit(html, "Memory", CT_BENCH_UNIT_BYTES, (double)machine->memory);
    row_unit(html, "Memory free before", CT_BENCH_UNIT_BYTES, (double)machine->free);
    row_unit(html, "Page", CT_BENCH_UNIT_BYTES, (double)machine->page);
    row(html, "Kernel", machine->kernel);
    row(html, "C library", machine->libc);
    row(html, "Transparent huge pages", machine->thp);
    row(html, "Overcommit", machine->overcommit);
    row(html, "Mitigations", machine->mitigations);
    row(html, "Cycle counters",
        machine->counters ? "yes" : "not on this machine, or not permitted");
    row(html, "Host (hash)", machine->hostname_hash);
    run_rows(html);
    fputs("</table></div>\n", html->out);
    if (machine->notes && *machine->notes)
        ct_bench_html_text(html, "<h3>Notes</h3>\n<p class=\"lines-of-text\">", machine->notes,
                           "</p>\n");
    fputs("</section>\n", html->out);
}

static void count_cell(struct ct_bench_html *html, enum ct_bench_unit unit, double value) {
    char text[CT_BENCH_UNIT_TEXT];

    fprintf(html->out, "<td class=\"number\">%s</td>", ct_bench_unit_round(text, unit, value));
}

static void condition_cells(struct ct_bench_html *html,
                            const struct ct_bench_condition *condition) {
    fprintf(html->out, "<th scope=\"row\">%s</th><td>%s</td>",
            ct_bench_method_name(condition->method), ct_bench_then_words(condition->then));
    count_cell(html, CT_BENCH_UNIT_BYTES, (double)condition->memory);
    fprintf(html->out, "<td>%s</td><td>%s</td>", ct_bench_pages_words(condition->pages),
            ct_bench_sharing_words(condition->sharing));
    count_cell(html, CT_BENCH_UNIT_PLAIN, condition->threads);
    count_cell(html, CT_BENCH_UNIT_PLAIN, condition->mappings);
    count_cell(html, CT_BENCH_UNIT_PLAIN, condition->descriptors);
    if (condition->writer == CT_BENCH_NOBODY)
        fputs("<td></td>", html->out);
    else
        fprintf(html->out, "<td>%s, %.3g %%</td>", ct_bench_writer_name(condition->writer),
                100 * condition->written);
}

static void series_cell(struct ct_bench_html *html, const struct ct_bench_series *series,
                        enum ct_bench_unit unit) {
    char median[CT_BENCH_UNIT_TEXT], low[CT_BENCH_UNIT_TEXT], high[CT_BENCH_UNIT_TEXT];

    if (!series->count) {
        fputs("<td class=\"number\"></td>", html->out);
        return;
    }
    ct_bench_unit_text(median, unit, series->median);
    ct_bench_unit_text(low, unit, series->low);
    ct_bench_unit_text(high, unit, series->high);
    fprintf(html->out,
            "<td class=\"number\">%s<span class=\"between\">%s to %s, %zu samples</span></td>",
            median, low, high, series->count);
}

static void point_row(struct ct_bench_html *html, const struct ct_bench_point *point,
                      const bool has[CT_BENCH_METRICS]) {
    const struct ct_bench_condition *condition = &point->condition;
    const struct ct_bench_obtained *got = &point->obtained;

    fprintf(html->out, "<tr data-method=\"%s\" data-then=\"%s\">",
            ct_bench_method_name(condition->method), ct_bench_then_name(condition->then));
    condition_cells(html, condition);
    for (int metric = 0; metric < CT_BENCH_METRICS; metric++) {
        if (has[metric])
            series_cell(html, &point->series[metric], ct_bench_metric_unit(metric));
    }
    count_cell(html, CT_BENCH_UNIT_BYTES, (double)got->rss_bytes);
    count_cell(html, CT_BENCH_UNIT_BYTES, (double)(got->thp_bytes + got->hugetlb_bytes));
    count_cell(html, CT_BENCH_UNIT_BYTES, (double)got->pte_bytes);
    fprintf(html->out, "<td class=\"number\">%u, %u, %u</td>", got->mappings, got->descriptors,
            got->threads);
    ct_bench_html_text(html, "<td>", point->note ? point->note : "", "</td></tr>\n");
}

void ct_bench_html_points(struct ct_bench_html *html) {
    bool has[CT_BENCH_METRICS];

    fprintf(html->out,
            "<section class=\"card\" id=\"points\">\n<h2>All points</h2>\n"
            "<p class=\"muted\">Medians, under them their 95 %% intervals.</p>\n"
            "<div class=\"scroll tall\" tabindex=\"0\" role=\"region\" aria-label=\"All points\">"
            "<table>\n<thead><tr><th scope=\"col\">Method</th><th scope=\"col\">Child</th>"
            "<th scope=\"col\" class=\"number\">Memory</th><th scope=\"col\">Pages</th>"
            "<th scope=\"col\">Sharing</th><th scope=\"col\" class=\"number\">Threads</th>"
            "<th scope=\"col\" class=\"number\">Mappings</th>"
            "<th scope=\"col\" class=\"number\">Descriptors</th><th scope=\"col\">Writes</th>");
    for (int metric = 0; metric < CT_BENCH_METRICS; metric++) {
        has[metric] = ct_bench_html_has(html->result, metric);
        if (has[metric])
            fprintf(html->out, "<th scope=\"col\" class=\"number\">%s</th>",
                    ct_bench_metric_words(metric));
    }
    fputs("<th scope=\"col\" class=\"number\">Resident</th><th scope=\"col\" class=\"number\">In "
          "huge "
          "pages</th><th scope=\"col\" class=\"number\">Page tables</th><th scope=\"col\" "
          "class=\"number\">Mappings, descriptors, threads got</th><th scope=\"col\">Note</th></tr>"
          "</thead>\n<tbody>\n",
          html->out);
    for (size_t i = 0; i < html->result->count; i++)
        point_row(html, &html->result->points[i], has);
    fputs("</tbody>\n</table></div>\n", html->out);
    if (!html->result->count)
        fputs("<p>Nothing was measured.</p>\n", html->out);
    fputs("</section>\n", html->out);
}
