// SPDX-License-Identifier: MIT
// From a log to a verdict. A gate must not fail open: what cannot be judged is not passed over.
#include "clonetrace/check/verdict.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "clonetrace/cli/fail.h"
#include "clonetrace/run/session.h"
#include "event/json.h"
#include "policy/glob.h"

bool ct_verdict_violates(const struct ct_match *match) {
    return match->kind != CT_MATCH_WARN && !match->accepted;
}

const char *ct_verdict_reason(const struct ct_verdict *verdict, const char *rule) {
    for (size_t i = 0; i < verdict->rule_count; i++) {
        if (!strcmp(verdict->rules[i].id, rule))
            return verdict->rules[i].reason;
    }
    return "";
}

// What the user typed may be any bytes; the log's strings are UTF-8, and so is a report.
static const char *as_in_a_log(struct ct_names *names, const char *bytes) {
    char text[4096];
    struct ct_buf buf;
    const char *kept;
    json_t *string;

    ct_buf_init(&buf, text, sizeof text);
    ct_json_string(&buf, bytes, sizeof text - 3);
    string = json_loadb(buf.data, buf.len, JSON_DECODE_ANY, NULL);
    kept = ct_names_keep(names, string ? json_string_value(string) : "?");
    json_decref(string);
    return kept;
}

static void count_matches(struct ct_verdict *verdict, struct ct_matches *matches) {
    const char *rule = NULL;

    ct_matches_sort(matches);
    for (size_t i = 0; i < matches->count; i++) {
        struct ct_match *match = matches->list[i];

        if (match->kind == CT_MATCH_WARN) {
            verdict->warnings++;
            continue;
        }
        match->accepted = ct_baseline_has(verdict->baseline, match) || verdict->accept_all;
        verdict->accepted += match->accepted;
        if (match->accepted)
            continue;
        verdict->violations++;
        verdict->violating_calls += match->count;
        verdict->broken_rules += !rule || rule != match->rule; // sorted, so equal ones are together
        rule = match->rule;
    }
    verdict->gone = ct_baseline_gone(verdict->baseline);
    verdict->matches = matches;
}

static bool is_allowed(const struct ct_allow *allow, const struct ct_unseen_item *item) {
    bool allowed = allow->all;

    for (size_t i = 0; i < allow->count && !allowed; i++)
        allowed = ct_glob_match(allow->globs[i], item->reason) ||
                  (item->path && ct_glob_match(allow->globs[i], item->path));
    return allowed;
}

// Those that are still there: what they do from here on nobody will judge.
static void add_running(struct ct_verdict *verdict, struct ct_trace *trace) {
    for (size_t i = 0; i < trace->tree.count; i++) {
        const struct ct_proc *proc = trace->tree.procs[i];
        char *what;

        if (!proc->running || proc->merged || proc->exec_path) // the last: blind or silent
            continue;
        what = ct_format("%s (process %d) goes on running unjudged",
                         proc->program ? proc->program : "a process", proc->pid);
        ct_unseen_add(&verdict->unseen, CT_UNSEEN_REST, "running", proc->program,
                      ct_names_keep(&trace->names, what), 1);
        free(what);
    }
}

// What only the run knows.
static void add_run(struct ct_verdict *verdict, const struct ct_summary *summary,
                    struct ct_trace *trace) {
    const struct ct_proc *root = ct_tree_find(&trace->tree, summary->ending.pid);
    char *what;

    if (summary->unread || summary->trouble) {
        what = ct_format("the log is not whole: %s",
                         summary->unread ? "it cannot be read" : summary->trouble);
        ct_unseen_add(&verdict->unseen, CT_UNSEEN_REST, "log", NULL,
                      ct_names_keep(&trace->names, what), 1);
        free(what);
    }
    if (!summary->blind && !(root && (root->wrote || ct_tree_silent(root)))) {
        what = ct_format("%s itself wrote nothing: the library was not in it", verdict->command);
        ct_unseen_add(&verdict->unseen, CT_UNSEEN_SILENT, "silent", NULL,
                      ct_names_keep(&trace->names, what), 1);
        free(what);
    }
}

// System calls that the program makes without the C library: no hook stands in front of them.
static void add_raw(struct ct_verdict *verdict, struct ct_names *names) {
    const struct ct_scan *scan = verdict->scan;
    char *what;

    for (size_t i = 0; i < scan->nobjects; i++) {
        const struct ct_scan_object *object = &scan->objects[i];
        const struct ct_scan_site *site = object->sites;

        if (!object->found)
            continue;
        what = ct_format("%s makes system calls of its own: %s in %s at 0x%llx%s", object->path,
                         site->name ? site->name : "one of unknown number",
                         site->symbol ? site->symbol : "a function without name",
                         (unsigned long long)site->offset, object->found > 1 ? ", and others" : "");
        ct_unseen_add(&verdict->unseen, CT_UNSEEN_REST, "raw-syscall",
                      as_in_a_log(names, object->path), as_in_a_log(names, what), object->found);
        free(what);
    }
    if (scan->problem) {
        what = ct_format("nobody knows whether the program makes system calls of its own: %s",
                         scan->problem);
        ct_unseen_add(&verdict->unseen, CT_UNSEEN_REST, "scan", NULL, as_in_a_log(names, what), 1);
        free(what);
    }
}

static void find_unseen(struct ct_verdict *verdict, const struct ct_summary *summary,
                        struct ct_trace *trace, const struct ct_log *log) {
    struct ct_proc *root =
        ct_tree_expect(&trace->tree, summary->ending.pid, summary->ending.start_ns);

    ct_tree_waited(root, !summary->ending.signalled);
    ct_tree_look(&trace->tree);
    ct_tree_link(&trace->tree);
    ct_unseen_collect(&verdict->unseen, trace, log);
    add_run(verdict, summary, trace);
    add_running(verdict, trace);
    if (verdict->scan && !summary->blind)
        add_raw(verdict, &trace->names);
    for (size_t i = 0; i < verdict->unseen.count; i++) {
        struct ct_unseen_item *item = &verdict->unseen.items[i];

        item->allowed = is_allowed(verdict->allow, item);
        verdict->allowed += item->allowed;
        verdict->uncovered += !item->allowed;
    }
}

void ct_verdict_reach(struct ct_verdict *verdict, const struct ct_summary *summary,
                      struct ct_trace *trace, const struct ct_log *log) {
    verdict->command = as_in_a_log(&trace->names, summary->command);
    verdict->policy = as_in_a_log(&trace->names, verdict->policy);
    verdict->ending = summary->ending;
    verdict->programs = trace->images;
    for (size_t i = 0; i < trace->calls.count; i++)
        verdict->creations += trace->calls.rows[i]->count;
    count_matches(verdict, &trace->matches);
    find_unseen(verdict, summary, trace, log);
    if (verdict->violations)
        verdict->status = verdict->violation_exit;
    else if (verdict->uncovered)
        verdict->status = CT_EXIT_UNCOVERED;
    else
        verdict->status = ct_session_status(&verdict->ending);
}

void ct_verdict_finish(struct ct_verdict *verdict) {
    ct_unseen_finish(&verdict->unseen);
}
