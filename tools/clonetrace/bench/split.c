// SPDX-License-Identifier: MIT
// The life of a child in parts. They are differences of medians, which is not the median of
// differences: a part that comes out below 0 is shown as 0.
#include "clonetrace/bench/split.h"

#include <math.h>
#include <stdlib.h>

#include "clonetrace/bench/words.h"
#include "clonetrace/cli/fail.h"

#define LEFT 190
#define RIGHT (CT_BENCH_DRAW_WIDTH - 110)
#define TOP 8
#define ROW 26
#define BAR 16
#define BELOW 56 // for the axis and its title

const char *ct_bench_part_words(enum ct_bench_part part) {
    static const char *const words[CT_BENCH_PARTS] = {
        "creating the child",
        "tear-down of the copied address space",
        "starting the new program",
        "ending and reaping",
    };

    return words[part];
}

static double median(const struct ct_bench_point *point, enum ct_bench_metric metric) {
    const struct ct_bench_series *series = &point->series[metric];

    return series->count ? series->median : NAN;
}

// Fills the parts and returns their sum; NAN where the point was not reaped in a known time.
static double parts_of(const struct ct_bench_point *point, double parts[CT_BENCH_PARTS]) {
    double runs = median(point, CT_BENCH_CHILD_RUNS),
           program = median(point, CT_BENCH_PROGRAM_RUNS);
    double torn = median(point, CT_BENCH_TEARDOWN), reaped = median(point, CT_BENCH_REAPED);
    double created = isfinite(runs) ? runs : isfinite(program) ? program : 0;
    double rest = isfinite(program) ? program - created : 0, sum = 0;

    torn = isfinite(torn) ? torn : 0;
    parts[CT_BENCH_CREATED] = created;
    parts[CT_BENCH_TORN_DOWN] = torn;
    parts[CT_BENCH_STARTED] = isfinite(program) ? rest - torn : 0;
    parts[CT_BENCH_ENDED] = reaped - created - (isfinite(program) ? rest : torn);
    for (int part = 0; part < CT_BENCH_PARTS; part++) {
        parts[part] = fmax(0, parts[part]);
        sum += parts[part];
    }
    return isfinite(reaped) && (isfinite(runs) || isfinite(program)) ? sum : NAN;
}

void ct_bench_split_init(struct ct_bench_split *split, const struct ct_bench_result *result,
                         const struct ct_bench_slice *slice, uint64_t memory) {
    double parts[CT_BENCH_PARTS];

    *split = (struct ct_bench_split){.result = result};
    split->points = ct_alloc((result->count + 1) * sizeof *split->points);
    for (size_t i = 0; i < result->count; i++) {
        const struct ct_bench_point *point = &result->points[i];
        double sum = parts_of(point, parts), call = median(point, CT_BENCH_CALL);

        if (!ct_bench_slice_holds(slice, &point->condition) || point->condition.memory != memory ||
            !isfinite(sum) || sum <= 0)
            continue;
        split->points[split->count++] = point;
        split->most = fmax(split->most, fmax(sum, isfinite(call) ? call : 0));
    }
}

void ct_bench_split_finish(struct ct_bench_split *split) {
    free(split->points);
    *split = (struct ct_bench_split){0};
}

static char *words_of(const struct ct_bench_point *point, const double parts[CT_BENCH_PARTS]) {
    char line[CT_BENCH_LINE_TEXT], text[CT_BENCH_UNIT_TEXT];
    char *words = ct_format("%s", ct_bench_line_words(line, &point->condition));
    double call = median(point, CT_BENCH_CALL);

    for (int part = 0; part < CT_BENCH_PARTS; part++) {
        char *more = ct_format("%s\n%s: %s", words, ct_bench_part_words(part),
                               ct_bench_unit_text(text, CT_BENCH_UNIT_NS, parts[part]));

        free(words);
        words = more;
    }
    if (isfinite(call)) {
        char *more = ct_format("%s\nthe parent's call returned after %s", words,
                               ct_bench_unit_text(text, CT_BENCH_UNIT_NS, call));

        free(words);
        words = more;
    }
    return words;
}

static void draw_row(const struct ct_bench_canvas *canvas, const struct ct_bench_result *result,
                     const struct ct_bench_point *point, double y, double scale) {
    double parts[CT_BENCH_PARTS], sum = parts_of(point, parts), at = 0;
    double call = median(point, CT_BENCH_CALL);
    char line[CT_BENCH_LINE_TEXT], text[CT_BENCH_UNIT_TEXT], attributes[48];

    fprintf(canvas->out, "<g class=\"row\" data-method=\"%s\" data-then=\"%s\">\n",
            ct_bench_method_name(point->condition.method),
            ct_bench_then_name(point->condition.then));
    ct_bench_draw_text(canvas->out, LEFT - 10, y + 4, "tick y",
                       ct_bench_line_words(line, &point->condition));
    snprintf(attributes, sizeof attributes, " data-point=\"%td\"", point - result->points);
    ct_bench_draw_mark(canvas, LEFT, y, attributes, words_of(point, parts));
    for (int part = 0; part < CT_BENCH_PARTS; part++) {
        if (parts[part] > 0)
            fprintf(canvas->out,
                    "<rect class=\"part p%d\" x=\"%.2f\" y=\"%d\" width=\"%.2f\" height=\"%d\"/>",
                    part, at * scale, -BAR / 2, parts[part] * scale, BAR);
        at += parts[part];
    }
    if (isfinite(call))
        fprintf(canvas->out, "<path class=\"returned\" d=\"M%.2f,-11v22\"/>",
                fmax(0, call) * scale);
    ct_bench_draw_mark_end(canvas);
    ct_bench_draw_text(canvas->out, LEFT + fmax(sum, isfinite(call) ? call : 0) * scale + 8, y + 4,
                       "name", ct_bench_unit_text(text, CT_BENCH_UNIT_NS, sum));
    fputs("</g>\n", canvas->out);
}

// 1, 2 or 5 times a power of ten, five to ten of which fill the axis.
static double step_of(double most) {
    double one = pow(10, floor(log10(most / 5)));

    return most / one >= 50   ? 10 * one
           : most / one >= 20 ? 5 * one
           : most / one >= 10 ? 2 * one
                              : one;
}

static void draw_axis(FILE *out, double most, double scale, double bottom) {
    char text[CT_BENCH_UNIT_TEXT];
    double step = step_of(most);

    for (int i = 0; i * step <= most; i++) {
        double at = LEFT + i * step * scale;

        fprintf(out, "<path class=\"grid\" d=\"M%.1f,%dV%.1f\"/>\n", at, TOP, bottom);
        ct_bench_draw_text(out, at, bottom + 18, "tick x",
                           ct_bench_unit_round(text, CT_BENCH_UNIT_NS, i * step));
    }
    fprintf(out, "<path class=\"axis\" d=\"M%d,%dV%.1f\"/>\n", LEFT, TOP, bottom);
    ct_bench_draw_text(out, (LEFT + RIGHT) / 2.0, bottom + 42, "axis-title",
                       "time since the call was entered");
}

double ct_bench_draw_split_height(const struct ct_bench_split *split) {
    return TOP + (double)split->count * ROW + BELOW;
}

void ct_bench_draw_split(const struct ct_bench_canvas *canvas, const struct ct_bench_split *split) {
    double scale = (RIGHT - LEFT) / split->most;

    draw_axis(canvas->out, split->most, scale, ct_bench_draw_split_height(split) - BELOW);
    for (size_t i = 0; i < split->count; i++)
        draw_row(canvas, split->result, split->points[i], TOP + ((double)i + .5) * ROW, scale);
}
