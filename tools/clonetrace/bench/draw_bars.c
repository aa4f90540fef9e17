// SPDX-License-Identifier: MIT
// What a page costs, as bars on a logarithmic axis: the costs lie a thousand times apart. The value
// stands beside each, since the length of such a bar has no meaning of its own.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "clonetrace/bench/bars.h"
#include "clonetrace/bench/words.h"
#include "clonetrace/cli/fail.h"

#define LEFT 250
#define RIGHT (CT_BENCH_DRAW_WIDTH - 210)
#define TOP 8
#define ROW 26
#define BAR 14
#define BELOW 56 // for the axis and its title

static void draw_axis(FILE *out, const struct ct_bench_scale *scale, double bottom) {
    double ticks[CT_BENCH_TICKS];
    size_t count = ct_bench_scale_ticks(scale, ticks);
    char text[CT_BENCH_UNIT_TEXT];

    for (size_t i = 0; i < count; i++) {
        double at = ct_bench_scale_at(scale, ticks[i]);

        fprintf(out, "<path class=\"grid\" d=\"M%.1f,%dV%.1f\"/>\n", at, TOP, bottom);
        ct_bench_draw_text(out, at, bottom + 18, "tick x",
                           ct_bench_unit_round(text, CT_BENCH_UNIT_NS, ticks[i]));
    }
    ct_bench_draw_text(out, (LEFT + RIGHT) / 2.0, bottom + 42, "axis-title",
                       "time for a page, median and 95 % interval (logarithmic)");
    fprintf(out, "<path class=\"axis\" d=\"M%d,%dV%.1f\"/>\n", LEFT, TOP, bottom);
}

static void draw_bar(const struct ct_bench_canvas *canvas, const struct ct_bench_scale *scale,
                     const struct ct_bench_bar *bar, double y) {
    double at = ct_bench_scale_at(scale, bar->value);
    double low = ct_bench_scale_at(scale, bar->low), high = ct_bench_scale_at(scale, bar->high);
    char value[CT_BENCH_UNIT_TEXT], attributes[64] = "";
    char *text;

    if (bar->point >= 0)
        snprintf(attributes, sizeof attributes, " data-point=\"%d\"", bar->point);
    fprintf(canvas->out, "<g class=\"bar %s\">\n",
            bar->point < 0 ? "plain" : ct_bench_writer_name(bar->writer));
    ct_bench_draw_text(canvas->out, LEFT - 10, y + 4, "tick y", bar->name);
    ct_bench_draw_mark(canvas, at, y, attributes, ct_format("%s", bar->words));
    fprintf(canvas->out, "<path class=\"length\" d=\"M%.2f,%dH0v%dH%.2fz\"/>", LEFT - at, -BAR / 2,
            BAR, LEFT - at);
    fprintf(canvas->out, "<path class=\"interval\" d=\"M%.2f,-5v10m0,-5H%.2fm0,-5v10\"/>", low - at,
            high - at);
    ct_bench_draw_mark_end(canvas);
    text = ct_format("%s %s", ct_bench_unit_text(value, CT_BENCH_UNIT_NS, bar->value), bar->beside);
    ct_bench_draw_text(canvas->out, fmax(at, high) + 10, y + 4, "name", text);
    free(text);
    fputs("</g>\n", canvas->out);
}

double ct_bench_draw_bars_height(const struct ct_bench_bars *bars) {
    return TOP + fmax(2, (double)bars->count) * ROW + BELOW;
}

void ct_bench_draw_bars(const struct ct_bench_canvas *canvas, const struct ct_bench_bars *bars) {
    double bottom = ct_bench_draw_bars_height(bars) - BELOW;
    struct ct_bench_scale scale;

    ct_bench_scale_begin(&scale, CT_BENCH_UNIT_NS);
    for (size_t i = 0; i < bars->count; i++) {
        ct_bench_scale_add(&scale, bars->list[i].low);
        ct_bench_scale_add(&scale, bars->list[i].high);
        ct_bench_scale_add(&scale, bars->list[i].value);
    }
    ct_bench_scale_end(&scale, LEFT, RIGHT);
    draw_axis(canvas->out, &scale, bottom);
    if (!bars->count)
        ct_bench_draw_text(canvas->out, (LEFT + RIGHT) / 2.0, (TOP + bottom) / 2, "empty",
                           "Nothing was measured here.");
    for (size_t i = 0; i < bars->count; i++)
        draw_bar(canvas, &scale, &bars->list[i], TOP + ((double)i + .5) * ROW);
}
