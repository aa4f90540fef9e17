// SPDX-License-Identifier: MIT
// The page of --html, from top to bottom.
#include "clonetrace/bench/html.h"

#include <stdlib.h>

#include "clonetrace/bench/assets.h"
#include "clonetrace/bench/draw.h"
#include "clonetrace/bench/html_part.h"
#include "clonetrace/bench/result_json.h"
#include "clonetrace/bench/title.h"
#include "clonetrace/bench/words.h"
#include "clonetrace/page/page.h"

static void metric_choice(struct ct_bench_html *html) {
    fputs("<label>Time <select id=\"metric\">\n", html->out);
    for (int metric = 0; metric < CT_BENCH_METRICS; metric++) {
        if (ct_bench_html_has(html->result, metric))
            fprintf(html->out, "<option value=\"%s\"%s>%s</option>\n", ct_bench_metric_name(metric),
                    metric == (int)html->metric ? " selected" : "", ct_bench_metric_words(metric));
    }
    fputs("</select></label>\n", html->out);
}

static bool has_line(const struct ct_bench_result *result, int method, int then) {
    for (size_t i = 0; i < result->count; i++) {
        const struct ct_bench_condition *condition = &result->points[i].condition;

        if ((method < 0 || (int)condition->method == method) &&
            (then < 0 || (int)condition->then == then))
            return true;
    }
    return false;
}

static void toggle(struct ct_bench_html *html, const char *kind, const char *name,
                   const char *words, int method, int then) {
    fprintf(html->out,
            "<button type=\"button\" class=\"toggle\" aria-pressed=\"true\" data-%s=\"%s\"><svg "
            "class=\"plot key\" viewBox=\"0 -7 34 14\" aria-hidden=\"true\">",
            kind, name);
    ct_bench_draw_sample(html->out, (enum ct_bench_method)method, (enum ct_bench_then)then);
    fprintf(html->out, "</svg> %s</button>\n", words);
}

static void toggles(struct ct_bench_html *html) {
    fputs("<div class=\"toggles\" role=\"group\" aria-label=\"Methods shown\">\n", html->out);
    for (int method = 0; method < CT_BENCH_METHODS; method++) {
        if (has_line(html->result, method, -1))
            toggle(html, "method", ct_bench_method_name(method), ct_bench_method_name(method),
                   method, CT_BENCH_EXIT);
    }
    fputs("</div>\n<div class=\"toggles neutral\" role=\"group\" aria-label=\"What the child "
          "does\">\n",
          html->out);
    for (int then = 0; then < CT_BENCH_THENS; then++) {
        if (has_line(html->result, -1, then))
            toggle(html, "then", ct_bench_then_name(then), ct_bench_then_words(then), CT_BENCH_FORK,
                   then);
    }
    fputs("<button type=\"button\" id=\"p99\" aria-pressed=\"false\">p99</button>\n</div>\n",
          html->out);
}

static void controls(struct ct_bench_html *html) {
    if (!html->result->count)
        return;
    fputs("<form class=\"card controls screen\" aria-label=\"What the plots show\">\n", html->out);
    metric_choice(html);
    toggles(html);
    fputs("</form>\n", html->out);
}

static void choose_metric(struct ct_bench_html *html) {
    html->metric = CT_BENCH_REAPED;
    for (int metric = 0; metric < CT_BENCH_METRICS; metric++) {
        if (ct_bench_html_has(html->result, html->metric))
            return;
        html->metric = (enum ct_bench_metric)metric;
    }
    html->metric = CT_BENCH_REAPED;
}

static void body(struct ct_bench_html *html) {
    fputs(
        "<noscript><style>figure[hidden]{display:block}.screen{display:none}</style></noscript>\n",
        html->out);
    if (html->result->partial)
        fputs("<p class=\"note\" id=\"partial\"><strong>Partial.</strong> " CT_BENCH_PARTIAL
              "</p>\n",
              html->out);
    controls(html);
    ct_bench_html_lines(html);
    ct_bench_html_split(html);
    ct_bench_html_pages(html);
    ct_bench_html_model(html);
    ct_bench_html_machine(html);
    ct_bench_html_points(html);
    fputs("<p class=\"screen\"><button type=\"button\" id=\"json\">Save as JSON</button> <button "
          "type=\"button\" id=\"csv\">Save as CSV</button></p>\n"
          "<div id=\"tip\" hidden></div>\n<p id=\"said\" role=\"status\"></p>\n",
          html->out);
}

void ct_bench_html_write(FILE *out, const struct ct_bench_result *result) {
    const char *const styles[] = {ct_bench_plot_css, ct_bench_bench_css, NULL};
    const char *const scripts[] = {ct_bench_bench_js, NULL};
    char *machine = ct_bench_title_machine(result);
    struct ct_bench_html html = {.out = out, .result = result};
    struct ct_page page = {
        .title = CT_BENCH_TITLE, .subtitle = machine, .styles = styles, .scripts = scripts};

    choose_metric(&html);
    ct_page_begin(out, &page);
    body(&html);
    ct_page_data_begin(out, "data");
    ct_bench_json_write(out, result);
    ct_page_data_end(out);
    ct_page_end(out, &page);
    free(machine);
}
