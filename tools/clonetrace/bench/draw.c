// SPDX-License-Identifier: MIT
// The small pieces that plots and bars are made of.
#include "clonetrace/bench/draw.h"

#include <stdlib.h>

#include "clonetrace/page/escape.h"

const char *ct_bench_draw_marker(enum ct_bench_method method) {
    static const char *const shapes[CT_BENCH_METHODS] = {
        "M-4.2,0a4.2,4.2 0 1 0 8.4,0a4.2,4.2 0 1 0 -8.4,0z",             // circle
        "M-3.7,-3.7h7.4v7.4h-7.4z",                                      // square
        "M0,-4.8L4.6,3.4H-4.6z",                                         // triangle
        "M0,-5.2L5.2,0L0,5.2L-5.2,0z",                                   // diamond
        "M0,4.8L4.6,-3.4H-4.6z",                                         // triangle, upside down
        "M-1.7,-4.8h3.4v3.1h3.1v3.4h-3.1v3.1h-3.4v-3.1h-3.1v-3.4h3.1z",  // plus
        "M-4,-2l2,-2 2,2 2,-2 2,2 -2,2 2,2 -2,2 -2,-2 -2,2 -2,-2 2,-2z", // cross
        "M-4.8,0L-2.4,-4.2H2.4L4.8,0L2.4,4.2H-2.4z",                     // hexagon
        "M-5.2,-2.2h10.4v4.4h-10.4z",                                    // bar
    };

    return shapes[method];
}

const char *ct_bench_draw_class(char text[CT_BENCH_DRAW_CLASS], enum ct_bench_method method,
                                enum ct_bench_then then) {
    snprintf(text, CT_BENCH_DRAW_CLASS, "m%d t%d", (int)method, (int)then);
    return text;
}

void ct_bench_draw_sample(FILE *out, enum ct_bench_method method, enum ct_bench_then then) {
    char classes[CT_BENCH_DRAW_CLASS];

    fprintf(out,
            "<g class=\"%s\"><path class=\"median\" d=\"M0,0H34\"/><path class=\"dot\" "
            "transform=\"translate(17,0)\" d=\"%s\"/></g>",
            ct_bench_draw_class(classes, method, then), ct_bench_draw_marker(method));
}

void ct_bench_draw_mark(const struct ct_bench_canvas *canvas, double x, double y,
                        const char *attributes, char *words) {
    fprintf(canvas->out, "<g class=\"mark\" transform=\"translate(%.2f,%.2f)\"%s", x, y,
            attributes);
    if (canvas->alone) {
        fputs("><title>", canvas->out);
        ct_page_text(canvas->out, words);
        fputs("</title>", canvas->out);
    } else {
        fputs(" data-words=\"", canvas->out);
        ct_page_text(canvas->out, words);
        fputs("\">", canvas->out);
    }
    free(words);
}

void ct_bench_draw_mark_end(const struct ct_bench_canvas *canvas) {
    fputs("</g>\n", canvas->out);
}

void ct_bench_draw_text(FILE *out, double x, double y, const char *classes, const char *text) {
    fprintf(out, "<text x=\"%.1f\" y=\"%.1f\" class=\"%s\">", x, y, classes);
    ct_page_text(out, text);
    fputs("</text>\n", out);
}
