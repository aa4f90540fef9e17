// SPDX-License-Identifier: MIT
// The process tree on a terminal: command left, then who created it, how long it lived, how it
// ended.
#include <stdlib.h>
#include <string.h>

#include "clonetrace/summary/show.h"
#include "clonetrace/trace/siblings.h"

#define DEPTH_MAX 24  // levels shown
#define GROUPS_MAX 24 // different children shown of one process
#define LINES_MAX 300

enum { API_COLUMNS = 15, TIME_COLUMNS = 10, END_COLUMNS = 14 };

struct view {
    const struct ct_paint *paint;
    unsigned left; // columns for branches and command
    unsigned lines;
    unsigned depth;
    char branch[DEPTH_MAX * 8]; // what stands left of this level's children
};

static bool repeated(const struct ct_siblings *group) {
    return group->count > 1;
}

static enum ct_style style_of(enum ct_siblings_end how) {
    return how == CT_SIBLINGS_BAD      ? CT_STYLE_BAD
           : how == CT_SIBLINGS_UNSEEN ? CT_STYLE_WARN
                                       : CT_STYLE_DIM;
}

static void right_side(const struct view *view, const char *api, uint64_t ended, uint64_t ns,
                       const char *end, enum ct_style style) {
    const struct ct_paint *paint = view->paint;
    char text[CT_PAINT_DURATION] = "";

    unsigned used;

    if (api)
        ct_paint_style(paint, CT_STYLE_DIM);
    used = ct_paint_text(paint, api ? api : "", API_COLUMNS - 1);
    if (api)
        ct_paint_style(paint, CT_STYLE_PLAIN);
    if (ended)
        ct_paint_duration(text, ns / ended);
    if (ended || *end) {
        ct_paint_spaces(paint, API_COLUMNS - used);
        fprintf(paint->out, "%*s", TIME_COLUMNS, text);
    }
    if (*end) {
        ct_paint_style(paint, style);
        ct_paint_spaces(paint, 2);
        ct_paint_text(paint, end, END_COLUMNS);
        ct_paint_style(paint, CT_STYLE_PLAIN);
    }
    fputc('\n', paint->out);
}

static unsigned start_line(struct view *view, const char *glyph) {
    unsigned used;

    view->lines++;
    if (!*glyph)
        return 0;
    ct_paint_style(view->paint, CT_STYLE_DIM);
    used = ct_paint_text(view->paint, view->branch, view->left / 2);
    used += ct_paint_text(view->paint, glyph, view->left);
    ct_paint_style(view->paint, CT_STYLE_PLAIN);
    return used;
}

static void process_line(struct view *view, const struct ct_siblings *group, const char *glyph) {
    const struct ct_proc *proc = group->first;
    unsigned used = start_line(view, glyph);
    enum ct_siblings_end how;
    char text[CT_SIBLINGS_END], name[CT_SIBLINGS_NAME];
    const char *end = ct_siblings_end(proc, text, &how);

    if (repeated(group)) {
        ct_paint_style(view->paint, CT_STYLE_TITLE);
        used += (unsigned)fprintf(view->paint->out, "%llux ", (unsigned long long)group->count);
        ct_paint_style(view->paint, CT_STYLE_PLAIN);
    }
    if (!proc->program)
        ct_paint_style(view->paint, CT_STYLE_DIM);
    if (used + 2 < view->left)
        used += ct_paint_text(view->paint, ct_siblings_name(group, name), view->left - used - 2);
    ct_paint_style(view->paint, CT_STYLE_PLAIN);
    ct_paint_spaces(view->paint, used < view->left ? view->left - used : 1);
    right_side(view, proc->api, group->ended, group->ns, end, style_of(how));
}

static void thread_line(struct view *view, const struct ct_threads *threads, const char *glyph) {
    unsigned used = start_line(view, glyph);

    used += (unsigned)fprintf(view->paint->out, "+ %llu thread%s",
                              (unsigned long long)threads->count, threads->count == 1 ? "" : "s");
    ct_paint_spaces(view->paint, view->left > used ? view->left - used : 1);
    right_side(view, threads->api, threads->ended, threads->ns, "", CT_STYLE_PLAIN);
}

static void more_line(struct view *view, uint64_t processes, const char *what) {
    start_line(view, view->paint->unicode ? "└─ " : "`- ");
    ct_paint_style(view->paint, CT_STYLE_DIM);
    fprintf(view->paint->out, "%llu more process%s%s\n", (unsigned long long)processes,
            processes == 1 ? "" : "es", what);
    ct_paint_style(view->paint, CT_STYLE_PLAIN);
}

static void children(struct view *view, const struct ct_proc *proc);

static void descend(struct view *view, const struct ct_proc *proc, bool last) {
    size_t len = strlen(view->branch);
    bool unicode = view->paint->unicode;

    snprintf(view->branch + len, sizeof view->branch - len, "%s",
             last      ? "   "
             : unicode ? "│  "
                       : "|  ");
    view->depth++;
    children(view, proc);
    view->depth--;
    view->branch[len] = '\0';
}

static void children(struct view *view, const struct ct_proc *proc) {
    bool unicode = view->paint->unicode;
    const char *tee = unicode ? "├─ " : "|- ", *corner = unicode ? "└─ " : "`- ";
    uint64_t left_out = proc->tasks - 1;
    struct ct_siblings *groups;
    size_t count, shown;

    for (const struct ct_threads *t = proc->threads; t; t = t->next)
        thread_line(view, t, t->next || proc->first ? tee : corner);
    if (!proc->first)
        return;
    if (view->depth >= DEPTH_MAX - 1 || view->lines >= LINES_MAX) {
        more_line(view, left_out, " below");
        return;
    }
    groups = ct_siblings_of(proc, &count);
    for (shown = 0; shown < count && shown < GROUPS_MAX && view->lines < LINES_MAX; shown++) {
        process_line(view, &groups[shown], shown + 1 == count ? corner : tee);
        descend(view, groups[shown].first, shown + 1 == count);
        left_out -= groups[shown].count * groups[shown].first->tasks;
    }
    if (shown < count)
        more_line(view, left_out, ", of other kinds");
    free(groups);
}

void ct_show_tree(const struct ct_paint *paint, const struct ct_trace *trace) {
    struct view view = {.paint = paint,
                        .left = paint->width - API_COLUMNS - TIME_COLUMNS - END_COLUMNS - 2};
    size_t count = 0, shown;
    struct ct_siblings *groups = ct_siblings_of(&trace->tree.root, &count);

    if (!count)
        return;
    ct_paint_style(paint, CT_STYLE_TITLE);
    fprintf(paint->out, "%-*s%-*s%*s\n", (int)view.left, "process", API_COLUMNS, "created by",
            TIME_COLUMNS, "lifetime");
    ct_paint_style(paint, CT_STYLE_PLAIN);
    for (shown = 0; shown < count && view.lines < LINES_MAX; shown++) {
        process_line(&view, &groups[shown], "");
        children(&view, groups[shown].first);
    }
    if (shown < count)
        more_line(&view, count - shown, " or more, whose parents are not in the log");
    free(groups);
}
