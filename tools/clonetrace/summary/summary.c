// SPDX-License-Identifier: MIT
// The summary of one run: how it ended, the tree, the calls, and what is not in them.
#include "clonetrace/summary/summary.h"

#include <string.h>

#include "clonetrace/summary/show.h"
#include "clonetrace/trace/unseen.h"
#include "event/encode.h"
#include "event/names.h"

static uint64_t ns_of(struct timeval time) {
    return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_usec * 1000;
}

static void ending_line(const struct ct_paint *paint, const struct ct_summary *summary) {
    const struct ct_ending *end = &summary->ending;
    const char *signal = end->signalled ? ct_signal_name(end->status) : NULL;
    unsigned others = 66; // columns of the rest, at most
    char wall[CT_PAINT_DURATION], user[CT_PAINT_DURATION], system[CT_PAINT_DURATION];

    ct_paint_style(paint, CT_STYLE_TITLE);
    fputs("clonetrace: ", paint->out);
    ct_paint_text(paint, summary->command, paint->width < others + 20 ? 20 : paint->width - others);
    ct_paint_style(paint, CT_STYLE_PLAIN);
    ct_paint_style(paint, end->signalled || end->status ? CT_STYLE_BAD : CT_STYLE_GOOD);
    if (!end->signalled)
        fprintf(paint->out, " ended with %d", end->status);
    else if (signal)
        fprintf(paint->out, " was killed by %s", signal);
    else
        fprintf(paint->out, " was killed by signal %d", end->status);
    fputs(end->core ? " (core dumped)" : "", paint->out);
    ct_paint_style(paint, CT_STYLE_PLAIN);
    fprintf(paint->out, " after %s (user %s, system %s)\n",
            ct_paint_duration(wall, end->end_ns - end->start_ns),
            ct_paint_duration(user, ns_of(end->usage.ru_utime)),
            ct_paint_duration(system, ns_of(end->usage.ru_stime)));
}

static void warning(const struct ct_paint *paint, const char *what, const char *why) {
    ct_paint_style(paint, CT_STYLE_WARN);
    fputs("clonetrace: ", paint->out);
    ct_paint_text(paint, what, paint->width);
    ct_paint_text(paint, why, 200);
    ct_paint_style(paint, CT_STYLE_PLAIN);
    fputc('\n', paint->out);
}

static void warnings(const struct ct_paint *paint, const struct ct_summary *summary,
                     const struct ct_trace *trace, const struct ct_log *log) {
    const struct ct_proc *root = ct_tree_find(&trace->tree, summary->ending.pid);

    if (summary->blind)
        warning(paint, "it could not be traced itself: ", ct_unseen_means(summary->blind));
    else if (!summary->unread && !(root && root->wrote) &&
             ct_tree_asked(&trace->tree, CT_EVENT_IMAGE))
        warning(paint, "the program wrote no line to the log", "");
    if (summary->trouble)
        warning(paint, "the log is not whole: ", summary->trouble);
    if (summary->trouble && !summary->unread && !trace->tree.lost && !ct_unseen_missing(trace, log))
        warning(paint, "how many of its lines are missing is not known", "");
}

static void totals(const struct ct_paint *paint, const struct ct_trace *trace) {
    const struct ct_tree *tree = &trace->tree;
    uint64_t running = 0;
    size_t processes = 0;

    for (size_t i = 0; i < tree->count; i++) {
        processes += !tree->procs[i]->merged;
        running += tree->procs[i]->running;
    }
    fprintf(paint->out, "%zu process%s", processes, processes == 1 ? "" : "es");
    if (ct_tree_asked(tree, CT_EVENT_CREATE))
        fprintf(paint->out, ", %llu thread%s", (unsigned long long)tree->threads,
                tree->threads == 1 ? "" : "s");
    if (ct_tree_asked(tree, CT_EVENT_IMAGE))
        fprintf(paint->out, ", %llu program%s started", (unsigned long long)trace->images,
                trace->images == 1 ? "" : "s");
    if (trace->failed_execs)
        fprintf(paint->out, ", %llu failed exec call%s", (unsigned long long)trace->failed_execs,
                trace->failed_execs == 1 ? "" : "s");
    if (running)
        fprintf(paint->out, ", %llu process%s still running", (unsigned long long)running,
                running == 1 ? "" : "es");
    fputs("\n\n", paint->out);
}

// What the run knows better than the log.
static void settle_root(const struct ct_summary *summary, struct ct_trace *trace) {
    const struct ct_ending *end = &summary->ending;
    struct ct_proc *root = ct_tree_expect(&trace->tree, end->pid, end->start_ns);

    const char *command = ct_names_keep(&trace->names, summary->command);
    bool named = root->wrote || !ct_tree_asked(&trace->tree, CT_EVENT_IMAGE);

    if (!root->program && named && !summary->blind) {
        root->program = root->command = command; // its image is not there, for all that it did run
    } else if (!root->program) {
        root->exec_path = command;
        root->blind_reason = ct_names_keep(&trace->names, summary->blind);
    }
    if (!root->ended)
        root->end_ns = end->end_ns;
    ct_tree_waited(root, !end->signalled);
    root->killed = end->signalled;
    root->status = end->status;
}

static void log_file(const struct ct_paint *paint, const char *path, uint64_t lines) {
    ct_paint_text(paint, path, 4096);
    fprintf(paint->out, " (%llu line%s)", (unsigned long long)lines, lines == 1 ? "" : "s");
}

static void log_line(const struct ct_paint *paint, const struct ct_summary *summary,
                     const struct ct_log *log) {
    fputs("log: ", paint->out);
    if (summary->unread)
        ct_paint_text(paint, summary->log_path, 4096);
    else
        log_file(paint, summary->log_path, log->records - summary->before);
    if (summary->log_before) {
        fputs(" and, from before it was replaced, ", paint->out);
        log_file(paint, summary->log_before, summary->before);
    }
    fputc('\n', paint->out);
}

// Kinds that were not asked for, of those that usually are.
static void unasked(const struct ct_paint *paint, uint32_t asked) {
    const char *between = "Not logged, for CLONETRACE_EVENTS does not name them: ";

    for (enum ct_event_kind kind = 0; kind < CT_EVENT_KINDS; kind++) {
        if (!(CT_EVENTS_USUAL & ~asked & 1u << kind))
            continue;
        fprintf(paint->out, "%s%s", between, ct_event_kind_name(kind));
        between = ", ";
    }
    if (CT_EVENTS_USUAL & ~asked)
        fputc('\n', paint->out);
}

static uint64_t endless(const struct ct_tree *tree) {
    uint64_t count = 0;

    for (size_t i = 0; i < tree->count; i++) {
        const struct ct_proc *proc = tree->procs[i];

        count += ct_tree_endless(tree, proc) && !(proc->exited && proc->wrote); // that is an item
    }
    return count;
}

// The last word on what may be missing. `whole`: nothing is known to be.
static void conclusion(const struct ct_paint *paint, const struct ct_trace *trace, bool whole) {
    uint64_t count = endless(&trace->tree);

    unasked(paint, trace->tree.events);
    if (count)
        fprintf(paint->out,
                "%s%llu process%s wrote no last line: killed, gone past libc,\n"
                "or unable to write; lines of %s may be missing.\n",
                whole ? "No loss is known, but " : "", (unsigned long long)count,
                count == 1 ? "" : "es", count == 1 ? "it" : "them");
    else if (whole && trace->images && !(CT_EVENTS_USUAL & ~trace->tree.events))
        fputs("Nothing went unseen: every program started wrote its lines, none was lost.\n",
              paint->out);
}

void ct_summary_write(const struct ct_paint *paint, const struct ct_summary *summary,
                      struct ct_trace *trace, const struct ct_log *log) {
    if (summary->events)
        trace->tree.events = summary->events;
    ending_line(paint, summary);
    warnings(paint, summary, trace, log);
    if (summary->unread) {
        log_line(paint, summary, log);
        return;
    }
    settle_root(summary, trace);
    ct_tree_look(&trace->tree);
    ct_tree_link(&trace->tree);
    totals(paint, trace);
    ct_show_tree(paint, trace);
    fputc('\n', paint->out);
    ct_show_calls(paint, trace);
    if (trace->calls.count)
        fputc('\n', paint->out);
    ct_show_matches(paint, trace);
    conclusion(paint, trace, !ct_show_unseen(paint, trace, log) && !summary->trouble);
    if (summary->log_path)
        log_line(paint, summary, log);
}
