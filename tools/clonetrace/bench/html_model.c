// SPDX-License-Identifier: MIT
// The model in the page: what it adds up, how well it holds, and where posix_spawn starts to pay.
#include <stdlib.h>

#include "clonetrace/bench/crossover.h"
#include "clonetrace/bench/html_part.h"
#include "clonetrace/bench/unit.h"

static void cost_cell(struct ct_bench_html *html, double value) {
    char text[CT_BENCH_UNIT_TEXT];

    fprintf(html->out, "<td class=\"number\">%s</td>",
            ct_bench_unit_text(text, CT_BENCH_UNIT_NS, value));
}

static void line_row(struct ct_bench_html *html, const char *name,
                     const struct ct_model_line *line) {
    if (!line->fitted)
        return;
    fprintf(html->out, "<tr><th scope=\"row\">%s</th>", name);
    cost_cell(html, line->fixed);
    cost_cell(html, line->entry);
    cost_cell(html, line->huge);
    cost_cell(html, line->mapping);
    cost_cell(html, line->descriptor);
    cost_cell(html, line->thread);
    fprintf(html->out, "<td class=\"number\">%u</td>", line->fitted);
    if (line->checked)
        fprintf(html->out,
                "<td class=\"number\">%u</td><td class=\"number\">%.1f %%</td>"
                "<td class=\"number\">%.1f %%</td>",
                line->checked, 100 * line->error, 100 * line->error_max);
    else
        fputs("<td class=\"number\">0</td><td></td><td></td>", html->out);
    fputs("</tr>\n", html->out);
}

static void lines_table(struct ct_bench_html *html) {
    const struct ct_model *model = &html->result->model;

    fputs("<div class=\"scroll\"><table>\n<thead><tr><th scope=\"col\">Line</th>"
          "<th scope=\"col\" class=\"number\">Fixed</th>"
          "<th scope=\"col\" class=\"number\">Each page of 4 KiB</th>"
          "<th scope=\"col\" class=\"number\">Each huge page</th>"
          "<th scope=\"col\" class=\"number\">Each mapping</th>"
          "<th scope=\"col\" class=\"number\">Each descriptor</th>"
          "<th scope=\"col\" class=\"number\">Each thread</th>"
          "<th scope=\"col\" class=\"number\">Points fitted to</th>"
          "<th scope=\"col\" class=\"number\">Others checked</th>"
          "<th scope=\"col\" class=\"number\">Error there, median</th>"
          "<th scope=\"col\" class=\"number\">Largest</th></tr></thead>\n<tbody>\n",
          html->out);
    line_row(html, "fork, until it returns", &model->fork_call);
    line_row(html, "fork, until a program runs", &model->fork_exec);
    line_row(html, "posix_spawn, until a program runs", &model->spawn_exec);
    line_row(html, "vfork, until a program runs", &model->vfork_exec);
    fputs("</tbody></table></div>\n", html->out);
}

static void page_row(struct ct_bench_html *html, const char *name, double value) {
    if (!(value > 0))
        return;
    fprintf(html->out, "<tr><th scope=\"row\">%s</th>", name);
    cost_cell(html, value);
    fputs("</tr>\n", html->out);
}

static void pages_table(struct ct_bench_html *html) {
    const struct ct_model *model = &html->result->model;

    fputs("<h3>Written pages</h3>\n<div class=\"scroll\"><table>\n", html->out);
    page_row(html, "A page shared since fork, written first", model->cow_page_ns);
    page_row(html, "A shared huge page, written first", model->cow_huge_ns);
    page_row(html, "A new page, touched first", model->touch_page_ns);
    page_row(html, "A page whose other owner is gone", model->reuse_page_ns);
    fputs("</table></div>\n", html->out);
}

static void crossover_table(struct ct_bench_html *html) {
    static const double steps[] = {2, 10, 100};
    const struct ct_model *model = &html->result->model;

    if (!model->fork_exec.fitted || !model->spawn_exec.fitted)
        return;
    fputs("<h3>Where posix_spawn beats fork and exec</h3>\n"
          "<div class=\"scroll\"><table id=\"crossover\">\n",
          html->out);
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        char *where = ct_bench_crossover_words(model, steps[i]);

        fprintf(html->out, "<tr><th scope=\"row\">%g times</th><td>%s</td></tr>\n", steps[i],
                where);
        free(where);
    }
    fputs("</table></div>\n", html->out);
}

void ct_bench_html_model(struct ct_bench_html *html) {
    if (!html->result->has_model)
        return;
    fputs("<section class=\"card\" id=\"model\">\n<h2>Model</h2>\n"
          "<p class=\"muted\">A cost is the sum of a fixed part and of what each page, mapping,"
          " descriptor and thread adds; its line in the plots is dotted. 0 is what the "
          "machine does not show.</p>\n",
          html->out);
    lines_table(html);
    crossover_table(html);
    pages_table(html);
    fputs("</section>\n", html->out);
}
