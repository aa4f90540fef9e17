// SPDX-License-Identifier: MIT
// What all parts of the page need. Everything that came from outside passes through ct_page_text.
#include "clonetrace/bench/html_part.h"

#include "clonetrace/bench/draw.h"
#include "clonetrace/page/escape.h"

struct ct_bench_canvas ct_bench_html_open(struct ct_bench_html *html, const char *attributes,
                                          const char *name, double height) {
    unsigned id = ++html->figures;

    fprintf(html->out, "<figure%s>\n<div class=\"chart scroll\" tabindex=\"0\" role=\"group\" ",
            attributes);
    ct_bench_html_text(html, "aria-roledescription=\"chart\" aria-label=\"", name,
                       ". Arrow keys go from mark to mark.\">\n");
    fprintf(html->out,
            "<svg class=\"plot\" viewBox=\"0 0 %d %.0f\" role=\"img\" aria-labelledby=\"t%u d%u\">",
            CT_BENCH_DRAW_WIDTH, height, id, id);
    fprintf(html->out, "<title id=\"t%u\">", id);
    ct_page_text(html->out, name);
    fprintf(html->out,
            "</title><desc id=\"d%u\">The numbers are in the table of all points.</desc>\n", id);
    return (struct ct_bench_canvas){.out = html->out, .alone = false};
}

void ct_bench_html_close(struct ct_bench_html *html, const char *caption) {
    fputs("</svg>\n</div>\n", html->out);
    ct_bench_html_text(html, "<figcaption>", caption, "</figcaption>\n</figure>\n");
}

void ct_bench_html_text(struct ct_bench_html *html, const char *before, const char *text,
                        const char *after) {
    fputs(before, html->out);
    ct_page_text(html->out, text);
    fputs(after, html->out);
}

bool ct_bench_html_has(const struct ct_bench_result *result, enum ct_bench_metric metric) {
    for (size_t i = 0; i < result->count; i++) {
        if (result->points[i].series[metric].count)
            return true;
    }
    return false;
}
