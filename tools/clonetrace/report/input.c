// SPDX-License-Identifier: MIT
// What was read, and what of it could not be used: the top of every report.
#include <inttypes.h>
#include <string.h>

#include "clonetrace/cli/jsonout.h"
#include "clonetrace/cli/paint.h"
#include "clonetrace/report/filter.h"
#include "clonetrace/report/run.h"

static void counted(const struct ct_paint *paint, uint64_t count, const char *one,
                    const char *many) {
    fprintf(paint->out, "%" PRIu64 " %s", count, count == 1 ? one : many);
}

static void problem(const struct ct_paint *paint, uint64_t count, const char *one,
                    const char *many) {
    if (!count)
        return;
    ct_paint_style(paint, CT_STYLE_WARN);
    counted(paint, count, one, many);
    ct_paint_style(paint, CT_STYLE_PLAIN);
    putc('\n', paint->out);
}

static void names(const struct ct_paint *paint, const struct ct_report_input *input) {
    ct_paint_style(paint, CT_STYLE_TITLE);
    ct_paint_text(paint, !strcmp(input->paths[0], "-") ? "standard input" : input->paths[0],
                  paint->width - 20);
    if (input->files > 1)
        fprintf(paint->out, " and %zu more", input->files - 1);
    ct_paint_style(paint, CT_STYLE_PLAIN);
    putc('\n', paint->out);
}

static void asked(const struct ct_paint *paint, const char *key, const char *value) {
    if (!value)
        return;
    fprintf(paint->out, " %s=", key);
    ct_paint_text(paint, value, paint->width);
}

static void filter(const struct ct_paint *paint, const struct ct_report_filter *filter) {
    if (!ct_filter_any(filter))
        return;
    fputs("below: only creations with", paint->out);
    asked(paint, "api", filter->api);
    asked(paint, "exe", filter->exe);
    asked(paint, "module", filter->module);
    if (filter->flags)
        fprintf(paint->out, " flags 0x%" PRIx64, filter->flags);
    putc('\n', paint->out);
}

static void filter_json(struct ct_jsonout *json, const struct ct_report_filter *filter) {
    ct_jsonout_open(json, "filter", '{');
    ct_jsonout_text(json, "api", filter->api);
    ct_jsonout_text(json, "exe", filter->exe);
    ct_jsonout_text(json, "module", filter->module);
    ct_jsonout_number(json, "flags", filter->flags);
    ct_jsonout_number(json, "depth", filter->depth);
    ct_jsonout_close(json, '}');
}

void ct_report_show_problems(const struct ct_paint *paint, const struct ct_report_input *input) {
    problem(paint, input->lost, "line never reached the log: what it told is missing here",
            "lines never reached the log: what they told is missing here");
    problem(paint, input->missing,
            "line or more that was written is not here: cut off, filtered out, or in another file",
            "lines or more that were written are not here: cut off, filtered out, or in another "
            "file");
    problem(paint, input->torn, "line is torn: cut short by a kill, a full disk or a limit",
            "lines are torn: cut short by a kill, a full disk or a limit");
    problem(paint, input->foreign, "line is no line of clonetrace, passed over",
            "lines are no lines of clonetrace, passed over");
    problem(paint, input->newer, "record is of a newer clonetrace, passed over",
            "records are of a newer clonetrace, passed over");
    problem(paint, input->cut, "gzip file ends before its end: the rest is missing here",
            "gzip files end before their ends: the rest is missing here");
}

void ct_report_show_input(const struct ct_report *report, FILE *out) {
    const struct ct_report_input *input = &report->input;
    struct ct_paint paint;

    ct_paint_init(&paint, out, fileno(out));
    names(&paint, input);
    if (!input->records) {
        fputs("empty: no program wrote a line to it\n", out);
    } else {
        counted(&paint, input->records, "record: ", "records: ");
        counted(&paint, input->processes, "process, ", "processes, ");
        counted(&paint, input->threads, "thread, ", "threads, ");
        counted(&paint, input->images, "program started", "programs started");
        if (report->machine_count > 1)
            fprintf(out, " on %zu machines", report->machine_count);
        putc('\n', out);
    }
    filter(&paint, &report->filter);
    ct_report_show_problems(&paint, input);
    putc('\n', out);
}

void ct_report_json_input(const struct ct_report *report, FILE *out) {
    const struct ct_report_input *input = &report->input;
    struct ct_jsonout json = {.out = out};

    ct_jsonout_open(&json, NULL, '{');
    ct_jsonout_open(&json, "files", '[');
    for (size_t i = 0; i < input->files; i++)
        ct_jsonout_text(&json, NULL, input->paths[i]);
    ct_jsonout_close(&json, ']');
    ct_jsonout_number(&json, "machines", report->machine_count);
    ct_jsonout_number(&json, "records", input->records);
    ct_jsonout_number(&json, "processes", input->processes);
    ct_jsonout_number(&json, "threads", input->threads);
    ct_jsonout_number(&json, "images", input->images);
    ct_jsonout_number(&json, "lost", input->lost);
    ct_jsonout_number(&json, "missing", input->missing);
    ct_jsonout_number(&json, "torn", input->torn);
    ct_jsonout_number(&json, "foreign", input->foreign);
    ct_jsonout_number(&json, "newer", input->newer);
    ct_jsonout_number(&json, "cut", input->cut);
    filter_json(&json, &report->filter);
    ct_jsonout_close(&json, '}');
}
