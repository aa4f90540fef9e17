// SPDX-License-Identifier: MIT
// What the log does not have, as far as that can be known: without this list a summary would only
// look complete, and a gate would only look shut.
#include "clonetrace/trace/unseen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clonetrace/cli/fail.h"
#include "event/names.h"

const char *ct_unseen_means(const char *reason) {
    static const char *const means[CT_BLIND_REASONS] = {
        [CT_BLIND_STATIC] = "statically linked, so no loader loads the library",
        [CT_BLIND_SETUID] = "gains privileges, so the loader ignores LD_PRELOAD",
        [CT_BLIND_OTHER_ABI] = "built for another ABI",
        [CT_BLIND_OTHER_LIBC] = "runs on another C library",
        [CT_BLIND_UNREADABLE] = "may be run but not read",
        [CT_BLIND_SECCOMP] = "its own seccomp filter refuses the library's system calls",
        [CT_BLIND_ENVIRONMENT] = "LD_PRELOAD was dropped and could not be put back",
    };

    for (enum ct_blind i = 0; i < CT_BLIND_REASONS; i++) {
        if (means[i] && !strcmp(ct_blind_name(i), reason))
            return means[i];
    }
    return "for a reason that this version does not know";
}

struct ct_unseen_item *ct_unseen_add(struct ct_unseen *unseen, enum ct_unseen_group group,
                                     const char *reason, const char *path, const char *what,
                                     uint64_t count) {
    struct ct_unseen_item *item;

    if (unseen->count == unseen->cap) {
        unseen->cap = unseen->cap ? unseen->cap * 2 : 16;
        unseen->items = ct_realloc(unseen->items, unseen->cap * sizeof *unseen->items);
    }
    item = &unseen->items[unseen->count++];
    *item = (struct ct_unseen_item){
        .group = group, .reason = reason, .path = path, .what = what, .count = count};
    return item;
}

static void blind(struct ct_unseen *unseen, struct ct_trace *trace) {
    for (size_t i = 0; i < trace->blind_count; i++) {
        const struct ct_blind_spot *spot = trace->blind[i];
        char *what = ct_format("%s, %s", spot->path, ct_unseen_means(spot->reason));

        ct_unseen_add(unseen, CT_UNSEEN_BLIND, spot->reason, spot->path,
                      ct_names_keep(&trace->names, what), spot->count);
        free(what);
    }
}

// Starts that no line of their own tells of count with the file's.
static void explained(struct ct_unseen *unseen, const struct ct_tree *tree) {
    struct ct_map places = {0};

    for (size_t i = 0; i < unseen->count; i++)
        ct_map_put(&places, (uintptr_t)unseen->items[i].path, (void *)(uintptr_t)(i + 1));
    for (size_t i = 0; i < tree->count; i++) {
        const struct ct_proc *proc = tree->procs[i];
        uintptr_t place;

        if (!proc->explained)
            continue;
        place = (uintptr_t)ct_map_get(&places, (uintptr_t)proc->exec_path);
        if (place)
            unseen->items[place - 1].count++;
    }
    ct_map_finish(&places);
}

// Programs that were started, had nothing against them, and wrote no line. `places` has for each
// text where its item is, one more than the index, so that 0 is "none".
static void silent_one(struct ct_unseen *unseen, struct ct_trace *trace, struct ct_map *places,
                       const char *path, const char *api, const struct ct_proc *caller) {
    const char *program = caller && caller->program ? caller->program : "a process";
    const char *kept;
    uintptr_t place;
    char *what;

    if (path)
        what = ct_format("%s, started but wrote nothing", path);
    else
        what = ct_format("a program that %.60s started with %.20s, wrote nothing", program, api);
    kept = ct_names_keep(&trace->names, what);
    free(what);
    place = (uintptr_t)ct_map_get(places, (uintptr_t)kept);
    if (place) {
        unseen->items[place - 1].count++;
        return;
    }
    ct_unseen_add(unseen, CT_UNSEEN_SILENT, "silent", path, kept, 1);
    ct_map_put(places, (uintptr_t)kept, (void *)(uintptr_t)unseen->count);
}

static void silent(struct ct_unseen *unseen, struct ct_trace *trace) {
    const struct ct_tree *tree = &trace->tree;
    struct ct_map places = {0};

    if (!ct_tree_asked(tree, CT_EVENT_IMAGE))
        return;
    for (size_t i = 0; i < tree->count; i++) {
        const struct ct_proc *proc = tree->procs[i];

        if (!proc->merged && ct_tree_silent(proc))
            silent_one(unseen, trace, &places, proc->exec_path, proc->api, proc->parent);
    }
    for (size_t i = 0; i < tree->hidden_count; i++) {
        const struct ct_hidden *call = &tree->hidden[i];

        if (!call->claimed && (!strcmp(call->api, "system") || !strcmp(call->api, "popen")))
            silent_one(unseen, trace, &places, NULL, call->api, ct_tree_find(tree, call->by));
    }
    ct_map_finish(&places);
}

uint64_t ct_unseen_missing(const struct ct_trace *trace, const struct ct_log *log) {
    return ct_tally_missing(&trace->tally, log->torn + log->newer + log->foreign);
}

// Counts of lines, worded for one and for many.
static void damage(struct ct_unseen *unseen, const struct ct_trace *trace,
                   const struct ct_log *log) {
    const struct {
        uint64_t count;
        const char *reason, *one, *many;
    } kinds[] = {
        {trace->tree.lost, "lost", "line lost: the log could not be written",
         "lines lost: the log could not be written"},
        {ct_unseen_missing(trace, log), "missing",
         "line or more missing: the log was cut, replaced or overwritten",
         "lines or more missing: the log was cut, replaced or overwritten"},
        {log->torn, "torn", "line torn: cut short by a kill, a full disk or a limit",
         "lines torn: cut short by a kill, a full disk or a limit"},
        {log->newer, "newer", "line of a newer clonetrace, skipped",
         "lines of a newer clonetrace, skipped"},
        {log->foreign, "foreign", "line in the log that is not clonetrace's, skipped",
         "lines in the log that are not clonetrace's, skipped"},
    };

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (kinds[i].count)
            ct_unseen_add(unseen, CT_UNSEEN_LINES, kinds[i].reason, NULL,
                          kinds[i].count == 1 ? kinds[i].one : kinds[i].many, kinds[i].count);
    }
}

static void add_one(struct ct_unseen *unseen, struct ct_trace *trace, const char *reason,
                    const struct ct_proc *proc, char *what) {
    ct_unseen_add(unseen, CT_UNSEEN_LINES, reason, proc->exe, ct_names_keep(&trace->names, what),
                  1);
    free(what);
}

// Of the process that was waited for more is known than of others: that it was not killed, and that
// its image comes before its other lines.
static void waited(struct ct_unseen *unseen, struct ct_trace *trace, const struct ct_log *log) {
    const struct ct_tree *tree = &trace->tree;

    for (size_t i = 0; i < tree->count; i++) {
        const struct ct_proc *proc = tree->procs[i];
        const char *name = proc->program ? proc->program : "the program";

        if (!proc->waited || !proc->wrote || proc->merged)
            continue;
        if (proc->exited && ct_tree_endless(tree, proc))
            add_one(
                unseen, trace, "no-end", proc,
                ct_format("%.40s wrote no last line: left past libc, or unable to write; lines may "
                          "be missing",
                          name));
        if (!proc->images && ct_tree_asked(tree, CT_EVENT_IMAGE) && !proc->blind_reason &&
            !tree->lost && !ct_unseen_missing(trace, log))
            add_one(unseen, trace, "missing", proc,
                    ct_format("the first line of %.40s: the log was cut, replaced or overwritten",
                              name));
    }
}

void ct_unseen_collect(struct ct_unseen *unseen, struct ct_trace *trace, const struct ct_log *log) {
    *unseen = (struct ct_unseen){0};
    blind(unseen, trace);
    explained(unseen, &trace->tree);
    silent(unseen, trace);
    damage(unseen, trace, log);
    waited(unseen, trace, log);
    if (trace->unhooked)
        ct_unseen_add(unseen, CT_UNSEEN_REST, "unhooked", NULL,
                      "hooks for vfork() and syscall(): this CPU has none", 0);
}

void ct_unseen_finish(struct ct_unseen *unseen) {
    free(unseen->items);
    *unseen = (struct ct_unseen){0};
}
