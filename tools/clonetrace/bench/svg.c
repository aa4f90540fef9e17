// SPDX-License-Identifier: MIT
// The picture of --plot. Must never need anything beside itself: no script, no font, no variable of
// CSS, since what shows it may know none of them.
#include "clonetrace/bench/svg.h"

#include <stdlib.h>

#include "clonetrace/bench/assets.h"
#include "clonetrace/bench/bars.h"
#include "clonetrace/bench/draw.h"
#include "clonetrace/bench/title.h"
#include "clonetrace/bench/words.h"
#include "clonetrace/cli/fail.h"
#include "clonetrace/page/escape.h"
#include "clonetrace/page/palette.h"

#define MARGIN 20
#define HEAD 84 // title, machine, and whether it is partial
#define PANEL_HEAD 40

struct picture {
    const struct ct_bench_result *result;
    struct ct_bench_chart reaped, call;
    struct ct_bench_bars bars;
};

static void init(struct picture *picture, const struct ct_bench_result *result) {
    struct ct_bench_slice *slices;
    const struct ct_bench_slice nothing = {.along = CT_BENCH_ALONG_MEMORY};
    const struct ct_bench_slice *slice =
        ct_bench_slices(result, CT_BENCH_ALONG_MEMORY, &slices) ? slices : &nothing;

    picture->result = result;
    ct_bench_chart_init(&picture->reaped, result, slice, CT_BENCH_REAPED);
    ct_bench_chart_init(&picture->call, result, slice, CT_BENCH_CALL);
    ct_bench_bars_init(&picture->bars, result);
    free(slices);
}

static void finish(struct picture *picture) {
    ct_bench_chart_finish(&picture->reaped);
    ct_bench_chart_finish(&picture->call);
    ct_bench_bars_finish(&picture->bars);
}

static double height_of(const struct picture *picture) {
    return HEAD + 3 * PANEL_HEAD + ct_bench_draw_chart_height(&picture->reaped) +
           ct_bench_draw_chart_height(&picture->call) + ct_bench_draw_bars_height(&picture->bars);
}

static void describe(FILE *out, const struct picture *picture) {
    char *machine = ct_bench_title_machine(picture->result);

    fputs("<title id=\"title\">" CT_BENCH_TITLE "</title>\n<desc id=\"desc\">", out);
    ct_page_text(out, machine);
    fprintf(out, ". %zu points. Marks are medians, bars and bands their 95 %% intervals.</desc>\n",
            picture->result->count);
    fputs("<style>\n", out);
    ct_page_palette_fixed(out, ct_bench_plot_css);
    fputs("</style>\n<rect class=\"back\" width=\"100%\" height=\"100%\"/>\n", out);
    ct_bench_draw_text(out, MARGIN, 34, "title", CT_BENCH_TITLE);
    ct_bench_draw_text(out, MARGIN, 54, "small", machine);
    if (picture->result->partial)
        ct_bench_draw_text(out, MARGIN, 74, "name", CT_BENCH_PARTIAL);
    free(machine);
}

// Opens a panel at `y`, with its title; returns where its drawing starts.
static double open_panel(FILE *out, double y, const char *title) {
    ct_bench_draw_text(out, MARGIN, y + PANEL_HEAD - 12, "panel", title);
    fprintf(out, "<g transform=\"translate(0,%.1f)\">\n", y + PANEL_HEAD);
    return y + PANEL_HEAD;
}

static double lines_panel(const struct ct_bench_canvas *canvas, double y,
                          const struct ct_bench_chart *chart) {
    char common[CT_BENCH_SLICE_TEXT];
    char *title = ct_format("Cost against memory, %s (%s)", ct_bench_metric_words(chart->metric),
                            ct_bench_slice_text(common, &chart->slice));

    y = open_panel(canvas->out, y, title);
    ct_bench_draw_chart(canvas, chart);
    fputs("</g>\n", canvas->out);
    free(title);
    return y + ct_bench_draw_chart_height(chart);
}

void ct_bench_svg_write(FILE *out, const struct ct_bench_result *result) {
    const struct ct_bench_canvas canvas = {.out = out, .alone = true};
    struct picture picture;
    double y = HEAD;

    init(&picture, result);
    fprintf(out,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" "
            "class=\"plot\" width=\"%d\" height=\"%.0f\" viewBox=\"0 0 %d %.0f\" role=\"img\" "
            "aria-labelledby=\"title desc\">\n",
            CT_BENCH_DRAW_WIDTH, height_of(&picture), CT_BENCH_DRAW_WIDTH, height_of(&picture));
    describe(out, &picture);
    y = lines_panel(&canvas, y, &picture.reaped);
    y = lines_panel(&canvas, y, &picture.call);
    open_panel(out, y, "Copy on write: what a page of 4 KiB costs to write");
    ct_bench_draw_bars(&canvas, &picture.bars);
    fputs("</g>\n</svg>\n", out);
    finish(&picture);
}
