// SPDX-License-Identifier: MIT
// Slices, flows and instants. Times are microseconds with the nanoseconds behind the point.
#include "clonetrace/report/chrome.h"

#include <stdlib.h>
#include <string.h>

#include "clonetrace/cli/fail.h"
#include "event/encode.h"

static uint64_t end_of(const struct ct_chrome *chrome, uint32_t task) {
    return chrome->timeline->tasks[task].end_ns;
}

static void microseconds(struct ct_jsonout *json, const char *key, uint64_t ns) {
    ct_jsonout_key(json, key);
    fprintf(json->out, "%llu.%03u", (unsigned long long)(ns / 1000), (unsigned)(ns % 1000));
}

// What every event has; the caller adds to it and closes it.
static struct ct_jsonout *start(struct ct_chrome *chrome, const char *phase, const char *category,
                                const char *name, uint32_t task, uint64_t ns) {
    const struct ct_timeline *timeline = chrome->timeline;
    struct ct_jsonout *json = &chrome->json;

    ct_jsonout_key(json, NULL);
    fputs("\n{", json->out);
    json->comma = false;
    ct_jsonout_text(json, "ph", phase);
    ct_jsonout_text(json, "cat", category);
    ct_jsonout_text(json, "name", name);
    ct_jsonout_number(json, "pid", chrome->ids[timeline->procs[timeline->tasks[task].proc].task]);
    ct_jsonout_number(json, "tid", chrome->ids[task]);
    microseconds(json, "ts", ns);
    return json;
}

void ct_chrome_prepare(struct ct_chrome *chrome) {
    const struct ct_timeline *timeline = chrome->timeline;
    size_t procs = timeline->proc_count;
    uint64_t *next = ct_alloc((procs + 1) * sizeof *next);

    chrome->busy = ct_alloc((timeline->task_count + 1) * sizeof *chrome->busy);
    chrome->program = ct_alloc((procs + 1) * sizeof *chrome->program);
    chrome->replaced = ct_alloc((timeline->count + 1) * sizeof *chrome->replaced);
    chrome->image = ct_alloc((procs + 1) * sizeof *chrome->image);
    chrome->earlier = ct_alloc((timeline->count + 1) * sizeof *chrome->earlier);
    for (size_t i = 0; i < procs; i++)
        next[i] = chrome->program[i] = end_of(chrome, timeline->procs[i].task);
    for (size_t i = timeline->count; i-- > 0;) {
        const struct ct_timeline_event *event = &timeline->events[i];
        uint32_t proc = timeline->tasks[event->task].proc;

        if (event->kind != CT_EVENT_IMAGE)
            continue;
        chrome->replaced[i] = next[proc];
        next[proc] = event->ns;
    }
    free(next);
    for (size_t i = 0; i < timeline->count; i++) {
        uint32_t proc = timeline->tasks[timeline->events[i].task].proc;

        if (timeline->events[i].kind != CT_EVENT_IMAGE)
            continue;
        chrome->earlier[i] = chrome->image[proc];
        chrome->image[proc] = (uint32_t)i + 1;
    }
}

void ct_chrome_finish(struct ct_chrome *chrome) {
    free(chrome->ids);
    free(chrome->busy);
    free(chrome->program);
    free(chrome->image);
    free(chrome->earlier);
    free(chrome->replaced);
}

// What runs in the process from here on, on the track of its first thread.
static void program(struct ct_chrome *chrome, size_t index) {
    const struct ct_timeline *timeline = chrome->timeline;
    const struct ct_timeline_event *event = &timeline->events[index];
    uint32_t proc = timeline->tasks[event->task].proc, task = timeline->procs[proc].task;
    uint64_t from = event->ns, to = chrome->replaced[index];
    const char *command = ct_timeline_text(timeline, event->text);
    struct ct_jsonout *json;
    char name[128];

    if (from < timeline->tasks[task].start_ns || to < from)
        return;
    chrome->program[proc] = to;
    if (from == timeline->tasks[task].start_ns && to == end_of(chrome, task))
        return; // the life says it already
    snprintf(name, sizeof name, "%.*s", (int)strcspn(command, " "), command);
    json = start(chrome, "X", "program", *name ? name : "?", task, from);
    microseconds(json, "dur", to - from);
    ct_jsonout_close(json, '}');
}

void ct_chrome_life(struct ct_chrome *chrome, uint32_t index) {
    const struct ct_timeline *timeline = chrome->timeline;
    const struct ct_timeline_task *task = &timeline->tasks[index];
    const struct ct_timeline_proc *owner = &timeline->procs[task->proc];
    const struct ct_proc *proc = owner->proc;
    bool main = owner->task == index;
    char name[CT_CHROME_NAME];
    struct ct_jsonout *json =
        start(chrome, "X", "lifetime", ct_chrome_name(chrome, index, name), index, task->start_ns);

    microseconds(json, "dur", end_of(chrome, index) - task->start_ns);
    ct_jsonout_open(json, "args", '{');
    ct_jsonout_signed(json, main ? "pid" : "tid", task->tid);
    if (main && proc->command)
        ct_jsonout_text(json, "command", proc->command);
    if (main && proc->ended && proc->status >= 0)
        ct_jsonout_signed(json, proc->killed ? "signal" : "status", proc->status);
    if (!task->begun)
        ct_jsonout_text(json, "start", "before the log");
    if (!task->ended)
        ct_jsonout_text(json, "end", "unknown; this is the last sign of life");
    ct_jsonout_close(json, '}');
    ct_jsonout_close(json, '}');
}

static void site_text(struct ct_jsonout *json, const struct ct_timeline *timeline, const char *key,
                      uint32_t id) {
    const struct ct_timeline_site *site = ct_pool_bytes(&timeline->sites, id, NULL);
    const char *symbol = ct_timeline_text(timeline, site->symbol);
    const char *module = ct_timeline_text(timeline, site->module);
    char text[2048];

    snprintf(text, sizeof text, "%.500s%s%.1400s+0x%llx", symbol, *symbol ? " in " : "",
             *module ? module : "?", (unsigned long long)site->offset);
    ct_jsonout_text(json, key, text);
}

static void stack(struct ct_jsonout *json, const struct ct_timeline *timeline, uint32_t id) {
    size_t len;
    const uint32_t *sites = ct_pool_bytes(&timeline->stacks, id, &len);

    ct_jsonout_open(json, "stack", '[');
    for (size_t i = 0; i < len / sizeof *sites; i++)
        site_text(json, timeline, NULL, sites[i]);
    ct_jsonout_close(json, ']');
}

static void optional(struct ct_jsonout *json, const struct ct_timeline *timeline, const char *key,
                     uint32_t text) {
    if (text)
        ct_jsonout_text(json, key, ct_timeline_text(timeline, text));
}

static void call_arguments(struct ct_jsonout *json, const struct ct_timeline *timeline,
                           const struct ct_timeline_event *event) {
    static const char *const results[] = {"ok", "error", "denied"};

    ct_jsonout_open(json, "args", '{');
    optional(json, timeline, "flags", event->flags);
    optional(json, timeline, "exit_signal", event->detail);
    optional(json, timeline, "syscall", event->text);
    ct_jsonout_text(json, "result", results[event->result]);
    optional(json, timeline, "errno", event->error);
    optional(json, timeline, "policy", event->rules);
    if (event->child_task || event->child_tid)
        ct_jsonout_signed(json, "child",
                          event->child_task ? timeline->tasks[event->child_task - 1].tid
                                            : event->child_tid);
    if (event->lost)
        ct_jsonout_number(json, "lost_before", event->lost);
    if (event->has_memory) {
        ct_jsonout_number(json, "rss_kib", event->rss_kib);
        ct_jsonout_number(json, "pte_kib", event->pte_kib);
    }
    if (event->site)
        site_text(json, timeline, "site", event->site);
    if (event->stack)
        stack(json, timeline, event->stack);
    ct_jsonout_close(json, '}');
}

// "s" binds to the slice of the call, "f" with "bp":"e" to the slice that holds its time.
static void flow(struct ct_chrome *chrome, const char *phase, size_t id, uint32_t task,
                 uint64_t ns) {
    struct ct_jsonout *json = start(chrome, phase, "create", "created", task, ns);

    ct_jsonout_number(json, "id", id);
    if (*phase == 'f')
        ct_jsonout_text(json, "bp", "e");
    ct_jsonout_close(json, '}');
}

// When the slice of a call ends: with the call, but not after what it is inside of.
static uint64_t call_end(struct ct_chrome *chrome, const struct ct_timeline_event *event) {
    const struct ct_timeline *timeline = chrome->timeline;
    uint32_t proc = timeline->tasks[event->task].proc;
    uint64_t end = event->ns + event->duration_ns, last = end_of(chrome, event->task);

    if (timeline->procs[proc].task == event->task && chrome->program[proc] < last)
        last = chrome->program[proc];
    if (event->ns < chrome->busy[event->task] && chrome->busy[event->task] < last)
        last = chrome->busy[event->task];
    if (end > last || end < event->ns)
        end = last > event->ns ? last : event->ns;
    if (event->ns >= chrome->busy[event->task])
        chrome->busy[event->task] = end;
    return end;
}

static void call(struct ct_chrome *chrome, size_t index) {
    const struct ct_timeline *timeline = chrome->timeline;
    const struct ct_timeline_event *event = &timeline->events[index];
    uint64_t end = call_end(chrome, event);
    struct ct_jsonout *json = start(chrome, "X", "create", ct_timeline_text(timeline, event->api),
                                    event->task, event->ns);

    microseconds(json, "dur", end - event->ns);
    call_arguments(json, timeline, event);
    ct_jsonout_close(json, '}');
    if (!event->child_task)
        return;
    flow(chrome, "s", index + 1, event->task, event->ns);
    flow(chrome, "f", index + 1, event->child_task - 1,
         timeline->tasks[event->child_task - 1].start_ns);
}

static void instant_arguments(struct ct_jsonout *json, const struct ct_timeline *timeline,
                              const struct ct_timeline_event *event) {
    static const char *const text_keys[CT_EVENT_KINDS] = {
        [CT_EVENT_IMAGE] = "command", [CT_EVENT_EXEC] = "path", [CT_EVENT_BLIND] = "path"};
    static const char *const detail_keys[CT_EVENT_KINDS] = {
        [CT_EVENT_IMAGE] = "exe", [CT_EVENT_EXEC] = "since", [CT_EVENT_BLIND] = "reason"};

    ct_jsonout_open(json, "args", '{');
    if (text_keys[event->kind])
        optional(json, timeline, text_keys[event->kind], event->text);
    if (detail_keys[event->kind])
        optional(json, timeline, detail_keys[event->kind], event->detail);
    optional(json, timeline, "flags", event->flags);
    optional(json, timeline, "errno", event->error);
    optional(json, timeline, "policy", event->rules);
    if (event->kind == CT_EVENT_EXIT && event->status >= 0)
        ct_jsonout_signed(json, "status", event->status);
    if (event->lost)
        ct_jsonout_number(json, "lost_before", event->lost);
    if (event->site)
        site_text(json, timeline, "site", event->site);
    ct_jsonout_close(json, '}');
}

void ct_chrome_event(struct ct_chrome *chrome, size_t index) {
    const struct ct_timeline *timeline = chrome->timeline;
    const struct ct_timeline_event *event = &timeline->events[index];
    const char *kind = ct_event_kind_name(event->kind);
    struct ct_jsonout *json;

    if (event->kind == CT_EVENT_CREATE) {
        call(chrome, index);
        return;
    }
    if (event->kind == CT_EVENT_IMAGE)
        program(chrome, index);
    json = start(chrome, "i", kind,
                 event->kind == CT_EVENT_EXEC && event->error ? "exec failed" : kind, event->task,
                 event->ns);
    ct_jsonout_text(json, "s", "t");
    instant_arguments(json, timeline, event);
    ct_jsonout_close(json, '}');
}
