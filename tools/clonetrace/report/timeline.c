// SPDX-License-Identifier: MIT
// Lines of a log as rows of fixed size, for the pictures. Must never keep a pointer into a record,
// nor more than its limit.
#include "clonetrace/report/timeline.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clonetrace/cli/fail.h"

#define RULES 16 // of a call, shown

void ct_timeline_init(struct ct_timeline *timeline, const struct ct_report *report, size_t limit) {
    *timeline = (struct ct_timeline){.report = report, .limit = limit};
}

const char *ct_timeline_text(const struct ct_timeline *timeline, uint32_t id) {
    return ct_pool_bytes(&timeline->texts, id, NULL);
}

// Remembers when a site was new: its file may have been another before.
static uint32_t keep_site(struct ct_timeline *timeline, const struct ct_timeline_site *site,
                          const struct ct_report_event *event) {
    uint32_t id = ct_pool_keep(&timeline->sites, site, sizeof *site);

    if (id > timeline->named_cap) {
        timeline->named_cap = timeline->named_cap ? timeline->named_cap * 2 : 64;
        timeline->named =
            ct_realloc(timeline->named, timeline->named_cap * sizeof *timeline->named);
    }
    if (id > timeline->sites_named) {
        timeline->sites_named = id;
        timeline->named[id - 1] = (struct ct_timeline_when){
            .ns = event->record->ts_ns, .machine = (uint32_t)event->machine->index};
    }
    return id;
}

static uint32_t site(struct ct_timeline *timeline, const struct ct_record_site *site,
                     const struct ct_report_event *event) {
    struct ct_timeline_site kept = {site->offset, ct_pool_text(&timeline->texts, site->module),
                                    ct_pool_text(&timeline->texts, site->symbol)};

    return site->module ? keep_site(timeline, &kept, event) : 0;
}

static uint32_t stack(struct ct_timeline *timeline, const struct ct_report_event *event) {
    struct ct_record_site frames[CT_TIMELINE_FRAMES];
    size_t count = ct_record_stack(event->record, frames, CT_TIMELINE_FRAMES);
    struct ct_timeline_site none = {0};
    uint32_t ids[CT_TIMELINE_FRAMES];

    for (size_t i = 0; i < count; i++) {
        ids[i] = site(timeline, &frames[i], event);
        if (!ids[i]) // a frame in no module is a frame all the same
            ids[i] = keep_site(timeline, &none, event);
    }
    return count ? ct_pool_keep(&timeline->stacks, ids, count * sizeof *ids) : 0;
}

// "no-threads: deny, big-fork: warn"
static uint32_t rules(struct ct_timeline *timeline, const struct ct_record *record) {
    struct ct_record_rule rules[RULES];
    size_t count = record->judged ? ct_record_rules(record, rules, RULES) : 0, used = 0;
    char text[1024] = "";

    for (size_t i = 0; i < count && used < sizeof text; i++)
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%s: %s", i ? ", " : "",
                                 rules[i].id, rules[i].action);
    return ct_pool_text(&timeline->texts, text);
}

static void create(struct ct_timeline *timeline, struct ct_timeline_event *row,
                   const struct ct_report_event *event) {
    const struct ct_record *record = event->record;

    row->duration_ns = record->duration_ns;
    row->thread = record->thread;
    row->child_tid = record->child.tid;
    if (!record->thread && record->child.tgid && record->result == CT_RESULT_OK)
        row->child = ct_tree_find(&event->machine->trace.tree, record->child.tgid);
    row->text = ct_pool_text(&timeline->texts, record->entry);
    row->detail = ct_pool_text(&timeline->texts, record->exit_signal);
    row->stack = stack(timeline, event);
    row->has_memory = record->mem.known;
    row->rss_kib = record->mem.rss_kib;
    row->pte_kib = record->mem.pte_kib;
    row->faults = record->mem.minflt;
}

static void exec(struct ct_timeline *timeline, struct ct_timeline_event *row,
                 const struct ct_record *record) {
    char since[96] = "";

    if (record->since_api)
        snprintf(since, sizeof since, "%.40s by %d", record->since_api, (int)record->since_tgid);
    row->text = ct_pool_text(&timeline->texts, record->path);
    row->detail = ct_pool_text(&timeline->texts, since);
    row->faults = record->minflt;
}

// What only lines of that kind have.
static void particulars(struct ct_timeline *timeline, struct ct_timeline_event *row,
                        const struct ct_report_event *event) {
    const struct ct_record *record = event->record;

    switch (record->kind) {
    case CT_EVENT_CREATE:
        create(timeline, row, event);
        break;
    case CT_EVENT_IMAGE:
        row->text = ct_pool_text(&timeline->texts, record->command);
        row->detail = ct_pool_text(&timeline->texts, record->exe);
        break;
    case CT_EVENT_EXEC:
        exec(timeline, row, record);
        break;
    case CT_EVENT_EXIT:
        row->status = record->has_status ? record->status : -1;
        row->faults = record->minflt;
        break;
    case CT_EVENT_BLIND:
        row->text = ct_pool_text(&timeline->texts, record->path);
        row->detail = ct_pool_text(&timeline->texts, record->reason);
        break;
    case CT_EVENT_NAMESPACE:
    case CT_EVENT_THREAD_EXIT:
    case CT_EVENT_KINDS:
        break;
    }
}

static struct ct_timeline_event *room(struct ct_timeline *timeline) {
    if (timeline->count == timeline->cap) {
        timeline->cap = timeline->cap ? timeline->cap * 2 : 256;
        timeline->events = ct_realloc(timeline->events, timeline->cap * sizeof *timeline->events);
    }
    return &timeline->events[timeline->count++];
}

static void note_thread_end(struct ct_timeline *timeline, size_t machine) {
    if (machine >= timeline->machines) {
        timeline->thread_ends =
            ct_realloc(timeline->thread_ends, (machine + 1) * sizeof *timeline->thread_ends);
        while (timeline->machines <= machine)
            timeline->thread_ends[timeline->machines++] = false;
    }
    timeline->thread_ends[machine] = true;
}

void ct_timeline_add(struct ct_timeline *timeline, const struct ct_report_event *event) {
    const struct ct_record *record = event->record;
    struct ct_pool *texts = &timeline->texts;
    struct ct_timeline_event *row;

    if (record->kind == CT_EVENT_THREAD_EXIT)
        note_thread_end(timeline, event->machine->index);
    if (!record->who.tgid ||
        (record->kind == CT_EVENT_CREATE && !ct_report_passes(timeline->report, event)))
        return;
    if (timeline->count >= timeline->limit) {
        timeline->left_out[record->kind]++;
        return;
    }
    row = room(timeline);
    *row = (struct ct_timeline_event){
        .ns = record->ts_ns,
        .proc = ct_tree_find(&event->machine->trace.tree, record->who.tgid),
        .tid = record->who.tid ? record->who.tid : record->who.tgid,
        .api = ct_pool_text(texts, record->api),
        .flags = ct_pool_text(texts, record->flag_names),
        .error = ct_pool_text(texts, record->error),
        .rules = rules(timeline, record),
        .site = site(timeline, &record->site, event),
        .lost = record->lost < UINT32_MAX ? (uint32_t)record->lost : UINT32_MAX,
        .machine = (uint32_t)event->machine->index,
        .status = -1,
        .kind = (uint8_t)record->kind,
        .result = (uint8_t)record->result,
    };
    particulars(timeline, row, event);
}

void ct_timeline_finish(struct ct_timeline *timeline) {
    ct_pool_finish(&timeline->texts);
    ct_pool_finish(&timeline->sites);
    ct_pool_finish(&timeline->stacks);
    free(timeline->named);
    free(timeline->events);
    free(timeline->thread_ends);
    free(timeline->procs);
    free(timeline->tasks);
    free(timeline->shift);
    *timeline = (struct ct_timeline){0};
}
