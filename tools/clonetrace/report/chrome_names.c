// SPDX-License-Identifier: MIT
// Ids and names of tracks. Pids of several machines, and pids that came again, must never meet in
// one track.
#include <stdlib.h>
#include <string.h>

#include "clonetrace/cli/fail.h"
#include "clonetrace/report/chrome.h"
#include "clonetrace/trace/command.h"

#define FIRST_FREE (4194304u + 1) // above every pid: PID_MAX_LIMIT of linux/threads.h

void ct_chrome_number(struct ct_chrome *chrome) {
    const struct ct_timeline *timeline = chrome->timeline;
    struct ct_map taken = {0};
    uint32_t next = FIRST_FREE;

    chrome->ids = ct_alloc((timeline->task_count + 1) * sizeof *chrome->ids);
    for (size_t i = 0; i < timeline->task_count; i++) {
        uint64_t tid = (uint64_t)timeline->tasks[i].tid;
        bool free = tid < FIRST_FREE && !ct_map_get(&taken, tid);

        chrome->ids[i] = free ? (uint32_t)tid : next++;
        if (free)
            ct_map_put(&taken, tid, (void *)1);
    }
    ct_map_finish(&taken);
}

static void meta(struct ct_chrome *chrome, const char *name, uint32_t pid, uint32_t tid) {
    struct ct_jsonout *json = &chrome->json;

    putc('\n', json->out);
    ct_jsonout_open(json, NULL, '{');
    ct_jsonout_text(json, "ph", "M");
    ct_jsonout_text(json, "name", name);
    ct_jsonout_number(json, "pid", pid);
    ct_jsonout_number(json, "tid", tid);
    ct_jsonout_number(json, "ts", 0);
    ct_jsonout_open(json, "args", '{');
}

static void meta_end(struct ct_chrome *chrome) {
    ct_jsonout_close(&chrome->json, '}');
    ct_jsonout_close(&chrome->json, '}');
}

static void meta_text(struct ct_chrome *chrome, const char *name, uint32_t pid, uint32_t tid,
                      const char *key, const char *text) {
    meta(chrome, name, pid, tid);
    ct_jsonout_text(&chrome->json, key, text);
    meta_end(chrome);
}

// The program that a copy is one of: what its nearest ancestor with an image ran when it began.
static const char *copied(const struct ct_chrome *chrome, uint32_t proc) {
    const struct ct_timeline *timeline = chrome->timeline;
    uint32_t image = 0;

    while (!image && timeline->procs[proc].parent) {
        uint64_t start = timeline->tasks[timeline->procs[proc].task].start_ns;

        proc = timeline->procs[proc].parent - 1;
        image = chrome->image[proc];
        while (image && timeline->events[image - 1].ns > start)
            image = chrome->earlier[image - 1];
    }
    return image ? ct_timeline_text(timeline, timeline->events[image - 1].text) : "";
}

const char *ct_chrome_name(const struct ct_chrome *chrome, uint32_t task,
                           char text[CT_CHROME_NAME]) {
    const struct ct_timeline *timeline = chrome->timeline;
    const struct ct_timeline_proc *owner = &timeline->procs[timeline->tasks[task].proc];
    const struct ct_proc *proc = owner->proc;
    const char *copy;
    size_t len;

    if (owner->task != task) {
        snprintf(text, CT_CHROME_NAME, "thread");
    } else if (proc->program || proc->exec_path) {
        snprintf(text, CT_CHROME_NAME, "%.100s%s",
                 proc->program ? proc->program : ct_command_base(proc->exec_path),
                 proc->program ? "" : " (not seen)");
    } else {
        copy = copied(chrome, timeline->tasks[task].proc);
        len = strcspn(copy, " ");
        snprintf(text, CT_CHROME_NAME, len ? "%.*s (copy)" : "process", len < 100 ? (int)len : 100,
                 copy);
    }
    return text;
}

static void process(struct ct_chrome *chrome, size_t index) {
    const struct ct_timeline_proc *owner = &chrome->timeline->procs[index];
    const struct ct_report *report = chrome->timeline->report;
    uint32_t pid = chrome->ids[owner->task];
    char name[CT_CHROME_NAME];

    meta_text(chrome, "process_name", pid, pid, "name", ct_chrome_name(chrome, owner->task, name));
    meta(chrome, "process_sort_index", pid, pid);
    ct_jsonout_number(&chrome->json, "sort_index", index);
    meta_end(chrome);
    if (report->machine_count > 1 || pid != (uint32_t)owner->proc->pid) {
        bool many = report->machine_count > 1;
        char *label = ct_format("pid %d%s%s", (int)owner->proc->pid, many ? " on " : "",
                                many ? report->machines[owner->machine]->label : "");

        meta_text(chrome, "process_labels", pid, pid, "labels", label);
        free(label);
    }
}

void ct_chrome_names(struct ct_chrome *chrome) {
    const struct ct_timeline *timeline = chrome->timeline;
    char name[CT_CHROME_NAME];

    for (size_t i = 0; i < timeline->proc_count; i++)
        process(chrome, i);
    for (size_t i = 0; i < timeline->task_count; i++) {
        uint32_t pid = chrome->ids[timeline->procs[timeline->tasks[i].proc].task];

        meta_text(chrome, "thread_name", pid, chrome->ids[i], "name",
                  ct_chrome_name(chrome, (uint32_t)i, name));
        meta(chrome, "thread_sort_index", pid, chrome->ids[i]);
        ct_jsonout_number(&chrome->json, "sort_index", i);
        meta_end(chrome);
    }
}
