// SPDX-License-Identifier: MIT
// One pass over all logs: every record goes to its machine's trace and then to each part, and
// nothing of it is kept here.
#include "clonetrace/report/run.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "clonetrace/cli/fail.h"
#include "clonetrace/cli/jsonout.h"
#include "clonetrace/report/ahead.h"
#include "clonetrace/report/filter.h"
#include "clonetrace/report/machines.h"
#include "clonetrace/report/progress.h"

#define VERSION 1 // of the document that --json writes

struct reading {
    struct ct_report_run *run;
    struct ct_machines machines;
    struct ct_progress progress;
    uint64_t before; // bytes of the files that have been read
};

static int begin(struct ct_report_run *run) {
    for (size_t i = 0; i < run->count; i++) {
        struct ct_report_job *job = &run->jobs[i];
        int failed = 0;

        job->out = run->json && !job->output->value ? NULL : run->out;
        if (job->path && strcmp(job->path, "-") != 0) {
            failed = ct_savestream_open(&job->stream, job->path);
            if (failed)
                return ct_fail("report: cannot write %s: %s", job->path, strerror(-failed));
            job->streaming = true;
            job->out = job->stream.out;
        }
        job->state = job->output->part->begin(&run->report, job->out);
    }
    return 0;
}

static void take(struct reading *reading, const struct ct_batch *batch, size_t file) {
    struct ct_report_run *run = reading->run;

    for (size_t i = 0; i < batch->count; i++) {
        struct ct_report_event event = {.record = &batch->records[i],
                                        .raw = batch->text + batch->start[i],
                                        .raw_len = batch->start[i + 1] - batch->start[i],
                                        .machine =
                                            ct_machines_of(&reading->machines, &batch->records[i]),
                                        .file = file};

        event.passes = ct_filter_passes(&run->report.filter, event.record, event.machine);
        event.machine->trace.tree.choosing = event.passes;
        ct_trace_add(&event.machine->trace, event.record);
        for (size_t part = 0; part < run->count; part++)
            run->jobs[part].output->part->add(run->jobs[part].state, &event);
    }
}

static const struct ct_record *first_image(const struct ct_batch *batch) {
    for (size_t i = 0; i < batch->count; i++) {
        if (batch->records[i].kind == CT_EVENT_IMAGE && batch->records[i].boot)
            return &batch->records[i];
    }
    return NULL;
}

static void count(struct ct_report_input *input, const struct ct_source *source) {
    input->records += source->log.records;
    input->torn += source->log.torn;
    input->foreign += source->log.foreign;
    input->newer += source->log.newer;
    input->cut += source->cut;
}

static int read_batches(struct reading *reading, struct ct_source *source, size_t file) {
    struct ct_report_input *input = &reading->run->report.input;
    uint64_t records = input->records;
    struct ct_ahead ahead;
    struct ct_batch *batch;

    if (ct_ahead_start(&ahead, source))
        return CT_EXIT_FAILED;
    for (bool first = true; (batch = ct_ahead_next(&ahead)); first = false) {
        if (first)
            ct_machines_file(&reading->machines, source->path, first_image(batch));
        take(reading, batch, file);
        records += batch->count;
        ct_progress_show(&reading->progress, reading->before + batch->at, records);
    }
    ct_ahead_stop(&ahead);
    if (ahead.error)
        return ct_source_failed(source, -ahead.error);
    count(input, source);
    reading->before += source->size;
    return 0;
}

static int read_file(struct reading *reading, size_t file) {
    struct ct_source source;
    int status;

    if (ct_source_open(&source, reading->run->report.input.paths[file]))
        return CT_EXIT_FAILED;
    status = read_batches(reading, &source, file);
    if (!status && !source.log.records && source.log.foreign + source.log.torn) {
        ct_progress_end(&reading->progress);
        status = ct_fail("report: %s is no log of clonetrace: none of its lines is a record",
                         source.path);
    }
    ct_source_close(&source);
    return status;
}

static int read_all(struct reading *reading) {
    const struct ct_report_input *input = &reading->run->report.input;
    uint64_t total = 0;
    int status = 0;

    for (size_t i = 0; i < input->files && !status; i++)
        status = ct_source_check(input->paths[i], &total);
    ct_progress_start(&reading->progress, total);
    for (size_t i = 0; i < input->files && !status; i++)
        status = read_file(reading, i);
    ct_progress_end(&reading->progress);
    return status;
}

// Over all machines at once: a line that went to another machine's trace is not missing.
static uint64_t missing(const struct ct_report *report) {
    const struct ct_report_input *input = &report->input;
    struct ct_tally all = {0};

    for (size_t i = 0; i < report->machine_count; i++) {
        all.told += report->machines[i]->trace.tally.told;
        all.records += report->machines[i]->trace.tally.records;
    }
    return ct_tally_missing(&all, input->torn + input->foreign + input->newer);
}

static void link_trees(struct ct_report *report) {
    report->input.missing = missing(report);
    for (size_t i = 0; i < report->machine_count; i++) {
        struct ct_tree *tree = &report->machines[i]->trace.tree;

        ct_tree_link(tree);
        report->input.lost += tree->lost;
        report->input.processes += tree->root.tasks;
        report->input.threads += tree->threads;
        report->input.images += report->machines[i]->trace.images;
        if (ct_filter_any(&report->filter))
            ct_tree_prune(tree);
    }
}

static void write_json(struct ct_report_run *run) {
    struct ct_jsonout json = {.out = run->out};

    ct_jsonout_open(&json, NULL, '{');
    ct_jsonout_number(&json, "version", VERSION);
    ct_jsonout_text(&json, "clonetrace", CT_VERSION);
    ct_jsonout_key(&json, "input");
    ct_report_json_input(&run->report, run->out);
    for (size_t i = 0; i < run->count; i++) {
        const struct ct_report_output *output = run->jobs[i].output;

        if (output->value || !output->key)
            continue;
        ct_jsonout_key(&json, output->key);
        output->part->json(run->jobs[i].state, &run->report, run->out);
    }
    ct_jsonout_close(&json, '}');
    putc('\n', run->out);
}

static int write_job(struct ct_report_run *run, struct ct_report_job *job) {
    int status = job->output->part->end(job->state, &run->report, job->out), failed;

    if (!job->streaming || status == CT_EXIT_FAILED)
        return status;
    job->streaming = false;
    failed = ct_savestream_commit(&job->stream);
    if (failed)
        return ct_fail("report: cannot write %s: %s", job->path, strerror(-failed));
    return status;
}

static int write_all(struct ct_report_run *run) {
    int status = 0;

    if (run->json)
        write_json(run);
    else if (run->count && !run->jobs[0].output->value)
        ct_report_show_input(&run->report, run->out);
    for (size_t i = 0; i < run->count && status != CT_EXIT_FAILED; i++) {
        int ended = run->jobs[i].out ? write_job(run, &run->jobs[i]) : 0;

        status = ended ? ended : status;
    }
    return status;
}

static void finish(struct reading *reading) {
    struct ct_report_run *run = reading->run;

    for (size_t i = 0; i < run->count; i++) {
        struct ct_report_job *job = &run->jobs[i];

        if (job->streaming)
            ct_savestream_drop(&job->stream);
        if (job->state)
            job->output->part->free(job->state);
    }
    ct_machines_finish(&reading->machines);
    ct_code_free(run->report.code);
}

int ct_report_run(struct ct_report_run *run) {
    struct reading reading = {.run = run, .machines = {.report = &run->report}};
    int status;

    run->report.code = ct_code_new(&run->report.wishes.code);
    status = begin(run);
    if (!status)
        status = read_all(&reading);
    if (!status) {
        link_trees(&run->report);
        status = write_all(run);
    }
    finish(&reading);
    return status;
}
