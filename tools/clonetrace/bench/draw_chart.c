// SPDX-License-Identifier: MIT
// A plot along one axis: grid, bands, lines, marks, and a name at the end of each line. Both axes
// are logarithmic (scale.h).
#include <math.h>
#include <stdlib.h>

#include "clonetrace/bench/draw.h"
#include "clonetrace/bench/words.h"
#include "clonetrace/cli/fail.h"

#define LEFT 84
#define RIGHT (CT_BENCH_DRAW_WIDTH - 228)
#define TOP 16
#define LEAST_HEIGHT 360 // of the plot itself
#define BELOW 56         // for the axis and its title
#define ROW 15           // between names of lines
#define TICK_ROOM 52     // between values at the axis

struct drawing {
    const struct ct_bench_canvas *canvas;
    FILE *out;
    const struct ct_bench_chart *chart;
    struct ct_bench_scale x, y;
    double bottom;
    double *names; // the height of each line's name
};

static double x_of(const struct drawing *drawing, const struct ct_bench_point *point) {
    return ct_bench_scale_at(&drawing->x, ct_bench_chart_x(drawing->chart, point));
}

static double y_of(const struct drawing *drawing, const struct ct_bench_point *point) {
    return ct_bench_scale_at(&drawing->y, ct_bench_chart_series(drawing->chart, point)->median);
}

// The ends of the interval, which may be unknown: then the median.
static void interval_of(const struct drawing *drawing, const struct ct_bench_point *point,
                        double *low, double *high) {
    const struct ct_bench_series *series = ct_bench_chart_series(drawing->chart, point);

    *low = isfinite(series->low) ? series->low : series->median;
    *high = isfinite(series->high) ? series->high : series->median;
}

static void measure_scales(struct drawing *drawing) {
    const struct ct_bench_chart *chart = drawing->chart;

    ct_bench_scale_begin(&drawing->x, ct_bench_along_unit(chart->slice.along));
    ct_bench_scale_begin(&drawing->y, ct_bench_metric_unit(chart->metric));
    for (size_t i = 0; i < chart->count; i++) {
        for (size_t k = 0; k < chart->lines[i].count; k++) {
            const struct ct_bench_point *point = chart->lines[i].points[k];
            double low, high;

            interval_of(drawing, point, &low, &high);
            ct_bench_scale_add(&drawing->x, ct_bench_chart_x(chart, point));
            ct_bench_scale_add(&drawing->y, low);
            ct_bench_scale_add(&drawing->y, high);
            ct_bench_scale_add(&drawing->y, ct_bench_chart_series(chart, point)->median);
            ct_bench_scale_add(&drawing->y, ct_bench_chart_predicted(chart, point));
        }
    }
    ct_bench_scale_end(&drawing->x, LEFT, RIGHT);
    ct_bench_scale_end(&drawing->y, drawing->bottom, TOP);
}

static void draw_break(const struct drawing *drawing, bool upright, double at) {
    if (upright)
        fprintf(drawing->out, "<path class=\"break\" d=\"M%d,%.1fl8,-5m-8,11l8,-5\"/>\n", LEFT - 4,
                at);
    else
        fprintf(drawing->out, "<path class=\"break\" d=\"M%.1f,%.1fl5,-8m1,8l5,-8\"/>\n", at,
                drawing->bottom + 4);
}

static void draw_y_axis(const struct drawing *drawing) {
    double ticks[CT_BENCH_TICKS];
    size_t count = drawing->chart->count ? ct_bench_scale_ticks(&drawing->y, ticks) : 0;
    char text[CT_BENCH_UNIT_TEXT];

    for (size_t i = 0; i < count; i++) {
        double at = ct_bench_scale_at(&drawing->y, ticks[i]);

        fprintf(drawing->out, "<path class=\"grid\" d=\"M%d,%.1fH%d\"/>\n", LEFT, at, RIGHT);
        ct_bench_draw_text(drawing->out, LEFT - 10, at + 4, "tick y",
                           ct_bench_unit_round(text, drawing->y.unit, ticks[i]));
    }
    fprintf(drawing->out, "<path class=\"axis\" d=\"M%d,%dV%.1f\"/>\n", LEFT, TOP, drawing->bottom);
    if (drawing->y.zero)
        draw_break(drawing, true, drawing->bottom - 22);
    fprintf(drawing->out,
            "<text class=\"axis-title\" transform=\"translate(16,%.1f) rotate(-90)\">%s%s</text>\n",
            (TOP + drawing->bottom) / 2, drawing->y.unit == CT_BENCH_UNIT_NS ? "time " : "",
            ct_bench_metric_words(drawing->chart->metric));
}

// The places where something was measured, ascending; those that a name would not fit beside are
// left out.
static size_t places(const struct drawing *drawing, double ticks[CT_BENCH_TICKS]) {
    double last = -INFINITY, at;
    size_t count = 0;

    while (count < CT_BENCH_TICKS) {
        double next = INFINITY;

        for (size_t i = 0; i < drawing->chart->count; i++) {
            for (size_t k = 0; k < drawing->chart->lines[i].count; k++) {
                double x = ct_bench_chart_x(drawing->chart, drawing->chart->lines[i].points[k]);

                next = x > last && x < next ? x : next;
            }
        }
        if (!isfinite(next))
            break;
        last = next;
        at = ct_bench_scale_at(&drawing->x, next);
        if (!count || at - ct_bench_scale_at(&drawing->x, ticks[count - 1]) >= TICK_ROOM)
            ticks[count++] = next;
    }
    return count;
}

static void draw_x_axis(const struct drawing *drawing) {
    double ticks[CT_BENCH_TICKS];
    size_t count = places(drawing, ticks);
    char text[CT_BENCH_UNIT_TEXT];

    for (size_t i = 0; i < count; i++) {
        double at = ct_bench_scale_at(&drawing->x, ticks[i]);

        fprintf(drawing->out, "<path class=\"grid\" d=\"M%.1f,%dV%.1f\"/>\n", at, TOP,
                drawing->bottom);
        ct_bench_draw_text(drawing->out, at, drawing->bottom + 18, "tick x",
                           ct_bench_unit_round(text, drawing->x.unit, ticks[i]));
    }
    fprintf(drawing->out, "<path class=\"axis\" d=\"M%d,%.1fH%d\"/>\n", LEFT, drawing->bottom,
            RIGHT);
    if (drawing->x.zero)
        draw_break(drawing, false, LEFT + 18);
    ct_bench_draw_text(drawing->out, (LEFT + RIGHT) / 2.0, drawing->bottom + 42, "axis-title",
                       ct_bench_along_words(drawing->chart->slice.along));
}

// The names of lines beside their ends, moved apart where they would cover each other.
static void place_names(struct drawing *drawing) {
    const struct ct_bench_chart *chart = drawing->chart;
    size_t *order = ct_alloc((chart->count + 1) * sizeof *order);
    double least = TOP, most = drawing->bottom;

    for (size_t i = 0; i < chart->count; i++) {
        const struct ct_bench_line *line = &chart->lines[i];
        size_t at = i;

        drawing->names[i] = y_of(drawing, line->points[line->count - 1]);
        for (; at && drawing->names[order[at - 1]] > drawing->names[i]; at--)
            order[at] = order[at - 1];
        order[at] = i;
    }
    for (size_t i = 0; i < chart->count; i++) {
        double *name = &drawing->names[order[i]];

        *name = fmax(*name, least);
        least = *name + ROW;
    }
    for (size_t i = chart->count; i-- > 0;) {
        double *name = &drawing->names[order[i]];

        *name = fmin(*name, most);
        most = *name - ROW;
    }
    free(order);
}

static void draw_band(const struct drawing *drawing, const struct ct_bench_line *line) {
    double low, high;

    fputs("<path class=\"band\" d=\"", drawing->out);
    for (size_t i = 0; i < line->count; i++) {
        interval_of(drawing, line->points[i], &low, &high);
        fprintf(drawing->out, "%c%.2f,%.2f", i ? 'L' : 'M', x_of(drawing, line->points[i]),
                ct_bench_scale_at(&drawing->y, high));
    }
    for (size_t i = line->count; i-- > 0;) {
        interval_of(drawing, line->points[i], &low, &high);
        fprintf(drawing->out, "L%.2f,%.2f", x_of(drawing, line->points[i]),
                ct_bench_scale_at(&drawing->y, low));
    }
    fputs("z\"/>\n<path class=\"median\" d=\"", drawing->out);
    for (size_t i = 0; i < line->count; i++)
        fprintf(drawing->out, "%c%.2f,%.2f", i ? 'L' : 'M', x_of(drawing, line->points[i]),
                y_of(drawing, line->points[i]));
    fputs("\"/>\n", drawing->out);
}

// Only where the model speaks of every point of the line.
static void draw_model(const struct drawing *drawing, const struct ct_bench_line *line) {
    for (size_t i = 0; i < line->count; i++) {
        if (!isfinite(ct_bench_chart_predicted(drawing->chart, line->points[i])))
            return;
    }
    fputs("<path class=\"model\" d=\"", drawing->out);
    for (size_t i = 0; i < line->count; i++)
        fprintf(drawing->out, "%c%.2f,%.2f", i ? 'L' : 'M', x_of(drawing, line->points[i]),
                ct_bench_scale_at(&drawing->y,
                                  ct_bench_chart_predicted(drawing->chart, line->points[i])));
    fputs("\"/>\n", drawing->out);
}

static char *words_of(const struct drawing *drawing, const struct ct_bench_point *point) {
    double predicted = ct_bench_chart_predicted(drawing->chart, point);
    char text[CT_BENCH_UNIT_TEXT];
    char *words = ct_bench_point_words(point, drawing->chart->metric), *more;

    if (!isfinite(predicted))
        return words;
    more = ct_format("%s\nthe model says %s", words,
                     ct_bench_unit_text(text, drawing->y.unit, predicted));
    free(words);
    return more;
}

static void draw_point(const struct drawing *drawing, const struct ct_bench_point *point) {
    const struct ct_bench_series *series = ct_bench_chart_series(drawing->chart, point);
    double y = y_of(drawing, point), low, high;
    char attributes[48];

    interval_of(drawing, point, &low, &high);
    snprintf(attributes, sizeof attributes, " data-point=\"%td\"",
             point - drawing->chart->result->points);
    ct_bench_draw_mark(drawing->canvas, x_of(drawing, point), y, attributes,
                       words_of(drawing, point));
    fprintf(drawing->out, "<path class=\"interval\" d=\"M-4,%.2fh8m-4,0V%.2fm-4,0h8\"/>",
            ct_bench_scale_at(&drawing->y, high) - y, ct_bench_scale_at(&drawing->y, low) - y);
    if (isfinite(series->p99) && series->p99 <= drawing->y.high)
        fprintf(drawing->out, "<path class=\"p99\" d=\"M-5,%.2fh10\"/>",
                ct_bench_scale_at(&drawing->y, series->p99) - y);
    fprintf(drawing->out, "<path class=\"dot\" d=\"%s\"/>",
            ct_bench_draw_marker(point->condition.method));
    ct_bench_draw_mark_end(drawing->canvas);
}

static void draw_name(const struct drawing *drawing, size_t index) {
    const struct ct_bench_line *line = &drawing->chart->lines[index];
    const struct ct_bench_point *last = line->points[line->count - 1];
    char text[CT_BENCH_LINE_TEXT];

    // A line that ends early would send its leader across the others.
    if (x_of(drawing, last) > RIGHT - 60)
        fprintf(drawing->out, "<path class=\"leader\" d=\"M%.2f,%.2fL%d,%.2fh6\"/>\n",
                x_of(drawing, last) + 7, y_of(drawing, last), RIGHT + 14, drawing->names[index]);
    fprintf(drawing->out, "<path class=\"dot\" transform=\"translate(%d,%.2f)\" d=\"%s\"/>\n",
            RIGHT + 27, drawing->names[index], ct_bench_draw_marker(last->condition.method));
    ct_bench_draw_text(drawing->out, RIGHT + 37, drawing->names[index] + 4, "name",
                       ct_bench_line_words(text, &last->condition));
}

static void draw_line(const struct drawing *drawing, size_t index) {
    const struct ct_bench_line *line = &drawing->chart->lines[index];
    const struct ct_bench_condition *condition = &line->points[0]->condition;
    char classes[CT_BENCH_DRAW_CLASS];

    fprintf(drawing->out, "<g class=\"line %s\" data-method=\"%s\" data-then=\"%s\">\n",
            ct_bench_draw_class(classes, condition->method, condition->then),
            ct_bench_method_name(condition->method), ct_bench_then_name(condition->then));
    draw_name(drawing, index);
    draw_band(drawing, line);
    draw_model(drawing, line);
    for (size_t i = 0; i < line->count; i++)
        draw_point(drawing, line->points[i]);
    fputs("</g>\n", drawing->out);
}

double ct_bench_draw_chart_height(const struct ct_bench_chart *chart) {
    return TOP + fmax(LEAST_HEIGHT, (double)chart->count * ROW) + BELOW;
}

void ct_bench_draw_chart(const struct ct_bench_canvas *canvas, const struct ct_bench_chart *chart) {
    struct drawing drawing = {.canvas = canvas, .out = canvas->out, .chart = chart};

    drawing.bottom = ct_bench_draw_chart_height(chart) - BELOW;
    drawing.names = ct_alloc((chart->count + 1) * sizeof *drawing.names);
    measure_scales(&drawing);
    place_names(&drawing);
    draw_x_axis(&drawing);
    draw_y_axis(&drawing);
    ct_bench_draw_crossovers(canvas->out, chart, &drawing.x, TOP, drawing.bottom);
    if (!chart->count)
        ct_bench_draw_text(canvas->out, (LEFT + RIGHT) / 2.0, (TOP + drawing.bottom) / 2, "empty",
                           "Nothing was measured here.");
    for (size_t i = 0; i < chart->count; i++)
        draw_line(&drawing, i);
    free(drawing.names);
}
