// SPDX-License-Identifier: MIT
// The section `tree`, as part of a report and as JSON: a flat list, where each process names its
// parent. Readers of JSON do not like it nested as deep as processes may be.
#include "clonetrace/report/tree.h"

#include "clonetrace/cli/jsonout.h"
#include "clonetrace/report/parts.h"
#include "clonetrace/trace/siblings.h"

static void threads(struct ct_jsonout *json, const struct ct_proc *proc) {
    ct_jsonout_open(json, "threads", '[');
    for (const struct ct_threads *t = proc->threads; t; t = t->next) {
        ct_jsonout_open(json, NULL, '{');
        ct_jsonout_text(json, "api", t->api);
        ct_jsonout_number(json, "count", t->count);
        ct_jsonout_number(json, "ended", t->ended);
        ct_jsonout_number(json, "lifetime_ns", t->ns);
        ct_jsonout_close(json, '}');
    }
    ct_jsonout_close(json, ']');
}

static void ending(struct ct_jsonout *json, const struct ct_proc *proc) {
    ct_jsonout_key(json, "end_ns");
    if (proc->ended)
        fprintf(json->out, "%llu", (unsigned long long)proc->end_ns);
    else
        fputs("null", json->out);
    ct_jsonout_key(json, "status");
    if (proc->ended && proc->status >= 0)
        fprintf(json->out, "%d", proc->status);
    else
        fputs("null", json->out);
}

static void unseen(struct ct_jsonout *json, const struct ct_proc *proc) {
    bool blind = proc->blind_reason && proc->exec_path;

    ct_jsonout_text(json, "unseen",
                    blind                  ? proc->blind_reason
                    : ct_tree_silent(proc) ? "silent"
                                           : NULL);
}

static void process(struct ct_jsonout *json, const struct ct_proc *proc) {
    ct_jsonout_open(json, NULL, '{');
    ct_jsonout_number(json, "id", proc->order);
    if (proc->depth > 1)
        ct_jsonout_number(json, "parent", proc->parent->order);
    else
        ct_jsonout_null(json, "parent");
    ct_jsonout_signed(json, "pid", proc->pid);
    ct_jsonout_text(json, "api", proc->api);
    ct_jsonout_text(json, "program", proc->program);
    ct_jsonout_text(json, "exe", proc->exe);
    ct_jsonout_text(json, "command", proc->command);
    ct_jsonout_text(json, "before", proc->before);
    ct_jsonout_text(json, "exec", proc->exec_path);
    ct_jsonout_number(json, "start_ns", proc->start_ns);
    ending(json, proc);
    unseen(json, proc);
    threads(json, proc);
    ct_jsonout_close(json, '}');
}

static void machine(struct ct_jsonout *json, const struct ct_report_machine *machine,
                    unsigned depth) {
    const struct ct_tree *tree = &machine->trace.tree;

    ct_jsonout_open(json, NULL, '{');
    ct_jsonout_text(json, "machine", machine->label);
    ct_jsonout_text(json, "host", machine->host);
    ct_jsonout_text(json, "boot_id", machine->boot);
    if (machine->has_real)
        ct_jsonout_signed(json, "realtime_minus_ts_ns", machine->real_minus_mono_ns);
    else
        ct_jsonout_null(json, "realtime_minus_ts_ns");
    ct_jsonout_open(json, "processes", '[');
    for (size_t i = 0; i < tree->count; i++) {
        const struct ct_proc *proc = tree->procs[i];

        if (!proc->merged && !proc->pruned && (!depth || proc->depth <= depth))
            process(json, proc);
    }
    ct_jsonout_close(json, ']');
    ct_jsonout_close(json, '}');
}

void ct_report_tree_json(const struct ct_report *report, FILE *out) {
    struct ct_jsonout json = {.out = out};

    ct_jsonout_open(&json, NULL, '[');
    for (size_t i = 0; i < report->machine_count; i++)
        machine(&json, report->machines[i], report->filter.depth);
    ct_jsonout_close(&json, ']');
}

// Everything it needs is in the machines' traces.
static void *begin(const struct ct_report *report, FILE *out) {
    (void)report, (void)out;
    return NULL;
}

static void add(void *state, const struct ct_report_event *event) {
    (void)state, (void)event;
}

static int end(void *state, const struct ct_report *report, FILE *out) {
    (void)state;
    ct_report_tree_text(report, out);
    return 0;
}

static void json(void *state, const struct ct_report *report, FILE *out) {
    (void)state;
    ct_report_tree_json(report, out);
}

static void nothing(void *state) {
    (void)state;
}

const struct ct_report_part ct_report_tree = {begin, add, end, json, nothing};
