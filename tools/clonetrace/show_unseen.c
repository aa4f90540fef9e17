// SPDX-License-Identifier: MIT
// What the log does not have, as far as that can be known: without this part a summary would only
// look complete.
#include <string.h>

#include "clonetrace/show.h"
#include "event/names.h"

#define NAMES_SHOWN 8

const char *ct_show_reason(const char *reason) {
    static const char *const means[CT_BLIND_REASONS] = {
        [CT_BLIND_STATIC] = "statically linked, so no loader loads the library",
        [CT_BLIND_SETUID] = "gains privileges, so the loader ignores LD_PRELOAD",
        [CT_BLIND_OTHER_ABI] = "built for another ABI",
        [CT_BLIND_OTHER_LIBC] = "runs on another C library",
        [CT_BLIND_UNREADABLE] = "may be run but not read",
        [CT_BLIND_ENVIRONMENT] = "LD_PRELOAD was dropped and could not be put back",
    };

    for (enum ct_blind i = 0; i < CT_BLIND_REASONS; i++) {
        if (means[i] && !strcmp(ct_blind_name(i), reason))
            return means[i];
    }
    return "for a reason that this version does not know";
}

// "    3  what": the first of them brings the title. Returns the number of such lines so far.
static unsigned item(const struct ct_paint *paint, unsigned before, uint64_t count,
                     const char *what, const char *name) {
    unsigned used;

    if (!before) {
        ct_paint_style(paint, CT_STYLE_TITLE);
        fputs("not seen\n", paint->out);
        ct_paint_style(paint, CT_STYLE_PLAIN);
    }
    ct_paint_style(paint, CT_STYLE_WARN);
    fprintf(paint->out, "%8llu  ", (unsigned long long)count);
    ct_paint_style(paint, CT_STYLE_PLAIN);
    used = 10 + ct_paint_text(paint, what, paint->width - 10);
    if (name && used + 2 < paint->width) {
        fputs(": ", paint->out);
        ct_paint_text(paint, name, paint->width - used - 2);
    }
    fputc('\n', paint->out);
    return before + 1;
}

static unsigned blind(const struct ct_paint *paint, const struct ct_trace *trace, unsigned lines) {
    size_t shown = trace->blind_count < NAMES_SHOWN ? trace->blind_count : NAMES_SHOWN;
    uint64_t rest = 0;

    for (size_t i = 0; i < shown; i++) {
        const struct ct_blind_spot *spot = trace->blind[i];
        char what[400];

        snprintf(what, sizeof what, "%s, %s", spot->path, ct_show_reason(spot->reason));
        lines = item(paint, lines, spot->count, what, NULL);
    }
    for (size_t i = shown; i < trace->blind_count; i++)
        rest += trace->blind[i]->count;
    return rest ? item(paint, lines, rest, "others; grep '\"event\":\"blind\"' in the log", NULL)
                : lines;
}

// Programs that were started, had nothing against them, and wrote no line.
static unsigned silent(const struct ct_paint *paint, const struct ct_trace *trace, unsigned lines) {
    const struct ct_tree *tree = &trace->tree;
    uint64_t count = 0;
    const char *name = NULL;

    for (size_t i = 0; i < tree->count; i++) {
        const struct ct_proc *proc = tree->procs[i];

        if (proc->merged || !ct_tree_silent(proc))
            continue;
        count++;
        if (!name)
            name = proc->exec_path ? proc->exec_path : proc->parent->program;
    }
    for (size_t i = 0; i < tree->hidden_count; i++) {
        const struct ct_hidden *call = &tree->hidden[i];

        if (!call->claimed && (!strcmp(call->api, "system") || !strcmp(call->api, "popen"))) {
            count++;
            name = name ? name : call->api;
        }
    }
    if (!count)
        return lines;
    return item(paint, lines, count,
                count == 1 ? "program that was started but wrote nothing"
                           : "programs that were started but wrote nothing, the first",
                name);
}

// Counts of lines, worded for one and for many.
static unsigned damage(const struct ct_paint *paint, const struct ct_trace *trace,
                       const struct ct_log *log, unsigned lines) {
    const struct {
        uint64_t count;
        const char *one, *many;
    } kinds[] = {
        {trace->tree.lost, "line lost: the log could not be written",
         "lines lost: the log could not be written"},
        {log->torn, "line torn: its writer was killed while writing",
         "lines torn: their writers were killed while writing"},
        {log->newer, "line of a newer clonetrace, skipped", "lines of a newer clonetrace, skipped"},
        {log->foreign, "line in the log that is not clonetrace's, skipped",
         "lines in the log that are not clonetrace's, skipped"},
    };

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (kinds[i].count)
            lines = item(paint, lines, kinds[i].count,
                         kinds[i].count == 1 ? kinds[i].one : kinds[i].many, NULL);
    }
    return lines;
}

unsigned ct_show_unseen(const struct ct_paint *paint, const struct ct_trace *trace,
                        const struct ct_log *log) {
    unsigned lines = blind(paint, trace, 0);

    lines = silent(paint, trace, lines);
    lines = damage(paint, trace, log, lines);
    if (trace->unhooked)
        lines = item(paint, lines, 0, "hooks for vfork() and syscall() on this CPU", NULL);
    return lines;
}
