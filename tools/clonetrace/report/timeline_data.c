// SPDX-License-Identifier: MIT
// The data of the page. A hundred thousand events must stay a few megabytes, so an event is a
// number in each of some columns, and what few events have is listed apart.
#include "clonetrace/report/timeline_data.h"

#include "clonetrace/cli/jsonout.h"
#include "clonetrace/report/rows.h"
#include "clonetrace/report/timeline_tasks.h"
#include "event/encode.h"

// A column: the value of the row at `i`, never negative.
struct column {
    const char *name;
    uint64_t (*value)(const struct ct_timeline *timeline, size_t i);
};

#define EVENT(name, expression)                                                                    \
    static uint64_t event_##name(const struct ct_timeline *t, size_t i) {                          \
        const struct ct_timeline_event *e = &t->events[i];                                         \
        return expression;                                                                         \
    }
#define TASK(name, expression)                                                                     \
    static uint64_t task_##name(const struct ct_timeline *t, size_t i) {                           \
        const struct ct_timeline_task *k = &t->tasks[i];                                           \
        return expression;                                                                         \
    }
#define PROC(name, expression)                                                                     \
    static uint64_t proc_##name(const struct ct_timeline *t, size_t i) {                           \
        const struct ct_timeline_proc *p = &t->procs[i];                                           \
        return expression;                                                                         \
    }

EVENT(kind, e->kind)
EVENT(step, i ? e->ns - e[-1].ns : e->ns)
EVENT(duration, e->duration_ns)
EVENT(task, e->task)
EVENT(child, e->child_task)
EVENT(api, e->api)
EVENT(flags, e->flags)
EVENT(result, (uint64_t)e->result | (e->thread ? 4 : 0))
EVENT(error, e->error)
EVENT(site, e->site)
EVENT(stack, e->stack)
EVENT(text, e->text)
EVENT(detail, e->detail)
EVENT(number, e->kind == CT_EVENT_EXIT ? (uint64_t)(e->status + 1) : (uint64_t)e->child_tid)
EVENT(faults, e->faults)

TASK(proc, k->proc)
TASK(tid, (uint64_t)k->tid)
TASK(by, k->by)
TASK(start, k->start_ns)
TASK(life, k->end_ns - k->start_ns)
TASK(known, (k->begun ? 1 : 0) | (k->ended ? 2 : 0))

PROC(machine, p->machine)
PROC(pid, (uint64_t)p->proc->pid)
PROC(parent, p->parent)
PROC(task, p->task)
PROC(status, (uint64_t)(p->proc->status + 1))
PROC(how, (p->proc->ended ? 1 : 0) | (p->proc->killed ? 2 : 0) | (ct_tree_silent(p->proc) ? 4 : 0))

static const struct column event_columns[] = {
    {"kind", event_kind},         {"step", event_step},
    {"duration", event_duration}, {"task", event_task},
    {"child", event_child},       {"api", event_api},
    {"flags", event_flags},       {"result", event_result},
    {"error", event_error},       {"site", event_site},
    {"stack", event_stack},       {"text", event_text},
    {"detail", event_detail},     {"number", event_number},
    {"faults", event_faults},     {NULL, NULL},
};

static const struct column task_columns[] = {
    {"proc", task_proc}, {"tid", task_tid},     {"by", task_by}, {"start", task_start},
    {"life", task_life}, {"known", task_known}, {NULL, NULL},
};

static const struct column proc_columns[] = {
    {"machine", proc_machine},
    {"pid", proc_pid},
    {"parent", proc_parent},
    {"task", proc_task},
    {"status", proc_status},
    {"how", proc_how},
    {NULL, NULL},
};

static void columns(struct ct_jsonout *json, const struct ct_timeline *timeline,
                    const struct column *columns, size_t rows) {
    for (const struct column *column = columns; column->name; column++) {
        ct_jsonout_open(json, column->name, '[');
        for (size_t i = 0; i < rows; i++)
            ct_jsonout_number(json, NULL, column->value(timeline, i));
        ct_jsonout_close(json, ']');
    }
}

static void events(struct ct_jsonout *json, const struct ct_timeline *timeline) {
    ct_jsonout_open(json, "events", '{');
    ct_jsonout_number(json, "count", timeline->count);
    columns(json, timeline, event_columns, timeline->count);
    ct_jsonout_close(json, '}');
    ct_jsonout_open(json, "memory", '['); // event, resident, page tables
    for (size_t i = 0; i < timeline->count; i++) {
        if (!timeline->events[i].has_memory)
            continue;
        ct_jsonout_number(json, NULL, i);
        ct_jsonout_number(json, NULL, timeline->events[i].rss_kib);
        ct_jsonout_number(json, NULL, timeline->events[i].pte_kib);
    }
    ct_jsonout_close(json, ']');
    ct_jsonout_open(json, "rules", '['); // event, text
    for (size_t i = 0; i < timeline->count; i++) {
        if (!timeline->events[i].rules)
            continue;
        ct_jsonout_number(json, NULL, i);
        ct_jsonout_number(json, NULL, timeline->events[i].rules);
    }
    ct_jsonout_close(json, ']');
    ct_jsonout_open(json, "lost", '['); // event, lines
    for (size_t i = 0; i < timeline->count; i++) {
        if (!timeline->events[i].lost)
            continue;
        ct_jsonout_number(json, NULL, i);
        ct_jsonout_number(json, NULL, timeline->events[i].lost);
    }
    ct_jsonout_close(json, ']');
}

static void processes(struct ct_jsonout *json, const struct ct_timeline *timeline) {
    ct_jsonout_open(json, "procs", '{');
    ct_jsonout_number(json, "count", timeline->proc_count);
    columns(json, timeline, proc_columns, timeline->proc_count);
    ct_jsonout_open(json, "api", '[');
    for (size_t i = 0; i < timeline->proc_count; i++)
        ct_jsonout_text(json, NULL, timeline->procs[i].proc->api);
    ct_jsonout_close(json, ']');
    ct_jsonout_open(json, "blind", '[');
    for (size_t i = 0; i < timeline->proc_count; i++)
        ct_jsonout_text(json, NULL, timeline->procs[i].proc->blind_reason);
    ct_jsonout_close(json, ']');
    ct_jsonout_close(json, '}');
    ct_jsonout_open(json, "tasks", '{');
    ct_jsonout_number(json, "count", timeline->task_count);
    columns(json, timeline, task_columns, timeline->task_count);
    ct_jsonout_close(json, '}');
}

// Module, symbol, offset; then function, file and line where the files of this machine know them.
static void site(struct ct_jsonout *json, const struct ct_timeline *timeline, uint32_t id) {
    const struct ct_timeline_site *site = ct_pool_bytes(&timeline->sites, id, NULL);
    const struct ct_timeline_when *when = &timeline->named[id - 1];
    const char *module = ct_timeline_text(timeline, site->module);
    struct ct_record_site place = {.module = *module ? module : NULL, .offset = site->offset};
    const struct ct_report *report = timeline->report;
    struct ct_code_time time = ct_rows_time(report->machines[when->machine], when->ns);
    struct ct_code_place found = ct_code_find(report->code, &place, &time, false);
    char offset[24];

    snprintf(offset, sizeof offset, "0x%llx", (unsigned long long)site->offset);
    ct_jsonout_open(json, NULL, '[');
    ct_jsonout_number(json, NULL, site->module);
    ct_jsonout_number(json, NULL, site->symbol);
    ct_jsonout_text(json, NULL, offset);
    if (found.count) {
        const struct ct_code_line *line = &found.lines[found.count - 1];

        ct_jsonout_text(json, NULL, line->function);
        ct_jsonout_text(json, NULL, line->file);
        ct_jsonout_number(json, NULL, line->line);
    }
    ct_jsonout_close(json, ']');
}

static void places(struct ct_jsonout *json, const struct ct_timeline *timeline) {
    size_t len;

    ct_jsonout_open(json, "texts", '[');
    for (uint32_t id = 0; id <= timeline->texts.count; id++)
        ct_jsonout_text(json, NULL, ct_timeline_text(timeline, id));
    ct_jsonout_close(json, ']');
    ct_jsonout_open(json, "sites", '[');
    for (uint32_t id = 1; id <= timeline->sites.count; id++)
        site(json, timeline, id);
    ct_jsonout_close(json, ']');
    ct_jsonout_open(json, "stacks", '[');
    for (uint32_t id = 1; id <= timeline->stacks.count; id++) {
        const uint32_t *sites = ct_pool_bytes(&timeline->stacks, id, &len);

        ct_jsonout_open(json, NULL, '[');
        for (size_t i = 0; i < len / sizeof *sites; i++)
            ct_jsonout_number(json, NULL, sites[i]);
        ct_jsonout_close(json, ']');
    }
    ct_jsonout_close(json, ']');
}

static void machines(struct ct_jsonout *json, const struct ct_timeline *timeline) {
    const struct ct_report *report = timeline->report;

    ct_jsonout_open(json, "machines", '[');
    for (size_t i = 0; i < report->machine_count; i++) {
        const struct ct_report_machine *machine = report->machines[i];
        // The time of day at the axis' start, in milliseconds as JavaScript counts them.
        double start = ((double)machine->real_minus_mono_ns - (double)(int64_t)timeline->shift[i]);

        ct_jsonout_open(json, NULL, '{');
        ct_jsonout_text(json, "label", machine->label);
        ct_jsonout_signed(json, "shift", (int64_t)timeline->shift[i]);
        if (machine->has_real)
            ct_jsonout_real(json, "start_ms", start / 1e6);
        ct_jsonout_close(json, '}');
    }
    ct_jsonout_close(json, ']');
}

static void totals(struct ct_jsonout *json, const struct ct_timeline *timeline) {
    const struct ct_report_input *input = &timeline->report->input;

    ct_jsonout_open(json, "input", '{');
    ct_jsonout_number(json, "files", input->files);
    ct_jsonout_number(json, "records", input->records);
    ct_jsonout_number(json, "torn", input->torn);
    ct_jsonout_number(json, "foreign", input->foreign);
    ct_jsonout_number(json, "newer", input->newer);
    ct_jsonout_number(json, "lost", input->lost);
    ct_jsonout_number(json, "missing", input->missing);
    ct_jsonout_close(json, '}');
    ct_jsonout_open(json, "left_out", '{');
    for (enum ct_event_kind kind = 0; kind < CT_EVENT_KINDS; kind++) {
        if (timeline->left_out[kind])
            ct_jsonout_number(json, ct_event_kind_name(kind), timeline->left_out[kind]);
    }
    ct_jsonout_close(json, '}');
    ct_jsonout_number(json, "limit", timeline->limit);
    ct_jsonout_number(json, "hidden", timeline->hidden_procs);
}

void ct_timeline_data(const struct ct_timeline *timeline, FILE *out) {
    struct ct_jsonout json = {.out = out};

    ct_jsonout_open(&json, NULL, '{');
    ct_jsonout_number(&json, "length", timeline->length_ns);
    ct_jsonout_bool(&json, "one_clock", timeline->one_clock);
    machines(&json, timeline);
    totals(&json, timeline);
    places(&json, timeline);
    processes(&json, timeline);
    events(&json, timeline);
    ct_jsonout_close(&json, '}');
}
