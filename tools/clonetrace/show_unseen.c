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
                     const char *what) {
    if (!before) {
        ct_paint_style(paint, CT_STYLE_TITLE);
        fputs("not seen\n", paint->out);
        ct_paint_style(paint, CT_STYLE_PLAIN);
    }
    ct_paint_style(paint, CT_STYLE_WARN);
    fprintf(paint->out, "%8llu  ", (unsigned long long)count);
    ct_paint_style(paint, CT_STYLE_PLAIN);
    ct_paint_text(paint, what, paint->width - 10);
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
        lines = item(paint, lines, spot->count, what);
    }
    for (size_t i = shown; i < trace->blind_count; i++)
        rest += trace->blind[i]->count;
    return rest ? item(paint, lines, rest, "others; grep '\"event\":\"blind\"' in the log") : lines;
}

// Programs that were started, had nothing against them, and wrote no line: what is known of them,
// counted.
struct silence {
    struct {
        char what[160];
        uint64_t count;
    } kinds[NAMES_SHOWN];
    uint64_t others;
};

static void silent_one(struct silence *silence, const char *path, const char *api,
                       const struct ct_proc *caller) {
    const char *program = caller && caller->program ? caller->program : "a process";
    char what[sizeof silence->kinds[0].what];
    size_t i = 0;

    if (path)
        snprintf(what, sizeof what, "%s, started but wrote nothing", path);
    else
        snprintf(what, sizeof what, "a program that %.60s started with %.20s, wrote nothing",
                 program, api);
    while (i < NAMES_SHOWN && silence->kinds[i].count && strcmp(silence->kinds[i].what, what) != 0)
        i++;
    if (i == NAMES_SHOWN) {
        silence->others++;
        return;
    }
    memcpy(silence->kinds[i].what, what, sizeof what);
    silence->kinds[i].count++;
}

static unsigned silent(const struct ct_paint *paint, const struct ct_trace *trace, unsigned lines) {
    const struct ct_tree *tree = &trace->tree;
    struct silence silence = {0};

    for (size_t i = 0; i < tree->count; i++) {
        const struct ct_proc *proc = tree->procs[i];

        if (!proc->merged && ct_tree_silent(proc))
            silent_one(&silence, proc->exec_path, proc->api, proc->parent);
    }
    for (size_t i = 0; i < tree->hidden_count; i++) {
        const struct ct_hidden *call = &tree->hidden[i];

        if (!call->claimed && (!strcmp(call->api, "system") || !strcmp(call->api, "popen")))
            silent_one(&silence, NULL, call->api, ct_tree_find(tree, call->by));
    }
    for (size_t i = 0; i < NAMES_SHOWN && silence.kinds[i].count; i++)
        lines = item(paint, lines, silence.kinds[i].count, silence.kinds[i].what);
    return silence.others ? item(paint, lines, silence.others, "more that wrote nothing") : lines;
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
                         kinds[i].count == 1 ? kinds[i].one : kinds[i].many);
    }
    return lines;
}

unsigned ct_show_unseen(const struct ct_paint *paint, const struct ct_trace *trace,
                        const struct ct_log *log) {
    unsigned lines = blind(paint, trace, 0);

    lines = silent(paint, trace, lines);
    lines = damage(paint, trace, log, lines);
    if (trace->unhooked)
        lines = item(paint, lines, 0, "hooks for vfork() and syscall(): this CPU has none");
    return lines;
}
