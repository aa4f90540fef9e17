// SPDX-License-Identifier: MIT
// The section `tree` as text: of processes that are alike the first is shown whole, the others are
// counted. Levels are kept in an array: a log may be as deep as it likes.
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "clonetrace/cli/fail.h"
#include "clonetrace/report/tree.h"
#include "clonetrace/trace/siblings.h"

#define LINES 25         // of a tree, for each row that a table may have
#define INDENT_LEVELS 30 // deeper ones do not move further right

enum { PID_COLUMNS = 9, API_COLUMNS = 15, TIME_COLUMNS = 10, END_COLUMNS = 20 };

// The children of one process, and how far they are shown.
struct level {
    const struct ct_proc *parent;
    struct ct_siblings *groups;
    size_t count, at;
    bool goes_on;      // more lines of this level follow what is below the one just shown
    bool others;       // the next line counts those like the one just shown
    uint64_t left_out; // processes below the parent that were not shown
};

struct view {
    struct ct_paint paint;
    unsigned left;      // columns for branches and command
    size_t lines, most; // most 0: as many as there are
    size_t kinds;       // of children; 0: all
    unsigned depth;     // 0: all
    struct level *levels;
    size_t used, cap;
};

static bool last_of(const struct level *level) {
    return level->at + 1 >= level->count;
}

static void branches(struct view *view, bool corner) {
    bool unicode = view->paint.unicode;

    for (size_t i = 1; i + 1 < view->used && i < INDENT_LEVELS; i++)
        fputs(!view->levels[i].goes_on ? "   " : unicode ? "│  " : "|  ", view->paint.out);
    if (corner)
        fputs(unicode ? "└─ " : "`- ", view->paint.out);
    else
        fputs(unicode ? "├─ " : "|- ", view->paint.out);
}

// Returns the columns used. The processes at the top have no branch.
static unsigned start_line(struct view *view, bool corner) {
    unsigned levels = view->used < INDENT_LEVELS ? (unsigned)view->used : INDENT_LEVELS;

    view->lines++;
    if (view->used < 2)
        return 0;
    ct_paint_style(&view->paint, CT_STYLE_DIM);
    branches(view, corner);
    ct_paint_style(&view->paint, CT_STYLE_PLAIN);
    return (levels - 1) * 3;
}

static enum ct_style style_of(enum ct_siblings_end how) {
    return how == CT_SIBLINGS_BAD      ? CT_STYLE_BAD
           : how == CT_SIBLINGS_UNSEEN ? CT_STYLE_WARN
                                       : CT_STYLE_DIM;
}

struct columns {
    char pid[16];
    const char *api;
    char time[CT_PAINT_DURATION + 8];
    const char *end;
    enum ct_style style;
};

static void right_side(const struct view *view, unsigned used, const struct columns *columns) {
    const struct ct_paint *paint = &view->paint;

    ct_paint_spaces(paint, used < view->left ? view->left - used : 1);
    fprintf(paint->out, "%*s  ", PID_COLUMNS - 2, columns->pid);
    ct_paint_style(paint, CT_STYLE_DIM);
    used = ct_paint_text(paint, columns->api ? columns->api : "", API_COLUMNS - 1);
    ct_paint_style(paint, CT_STYLE_PLAIN);
    if (*columns->time || *columns->end) {
        ct_paint_spaces(paint, API_COLUMNS - used);
        fprintf(paint->out, "%*s", TIME_COLUMNS, columns->time);
    }
    if (*columns->end) {
        ct_paint_style(paint, columns->style);
        ct_paint_spaces(paint, 2);
        ct_paint_text(paint, columns->end, END_COLUMNS - 2);
        ct_paint_style(paint, CT_STYLE_PLAIN);
    }
    putc('\n', paint->out);
}

static unsigned room(const struct view *view, unsigned used) {
    return used + 12 < view->left ? view->left - used - 1 : 10;
}

static void process_line(struct view *view, const struct ct_proc *proc, bool corner) {
    struct ct_siblings alone = {.first = proc, .count = 1};
    unsigned used = start_line(view, corner);
    char name[CT_SIBLINGS_NAME], end[CT_SIBLINGS_END];
    struct columns columns = {.api = proc->api};
    enum ct_siblings_end how;

    if (!proc->program)
        ct_paint_style(&view->paint, CT_STYLE_DIM);
    used += ct_paint_text(&view->paint, ct_siblings_name(&alone, name), room(view, used));
    ct_paint_style(&view->paint, CT_STYLE_PLAIN);
    snprintf(columns.pid, sizeof columns.pid, "%d", (int)proc->pid);
    if (proc->ended)
        ct_paint_duration(columns.time,
                          proc->end_ns > proc->start_ns ? proc->end_ns - proc->start_ns : 0);
    columns.end = ct_siblings_end(proc, end, &how);
    columns.style = style_of(how);
    right_side(view, used, &columns);
}

static void threads_line(struct view *view, const struct ct_threads *threads, bool corner) {
    unsigned used = start_line(view, corner);
    struct columns columns = {.api = threads->api, .end = "", .style = CT_STYLE_DIM};
    char end[64];

    used += (unsigned)fprintf(view->paint.out, "+ %" PRIu64 " thread%s", threads->count,
                              threads->count == 1 ? "" : "s");
    if (threads->ended)
        ct_paint_duration(columns.time, threads->ns / threads->ended);
    if (threads->ended && threads->ended < threads->count) {
        snprintf(end, sizeof end, "%" PRIu64 " ended", threads->ended);
        columns.end = end;
    }
    right_side(view, used, &columns);
}

// What others like the first run, by its path where that is known.
static const char *short_name(const struct ct_siblings *group, char text[CT_SIBLINGS_NAME]) {
    const struct ct_proc *proc = group->first;

    if (proc->exe && !proc->exec_path)
        return proc->exe;
    if (proc->exec_path)
        return proc->exec_path;
    return ct_siblings_name(group, text);
}

static void others_line(struct view *view, const struct ct_siblings *group, bool corner) {
    unsigned used = start_line(view, corner);
    const struct ct_proc *first = group->first;
    char name[CT_SIBLINGS_NAME], text[CT_PAINT_DURATION], end[CT_SIBLINGS_END];
    struct columns columns = {.api = first->api};
    enum ct_siblings_end how;
    uint64_t ended = group->ended - first->ended, ns = group->ns;

    if (first->ended && first->end_ns > first->start_ns)
        ns -= first->end_ns - first->start_ns;
    ct_paint_style(&view->paint, CT_STYLE_TITLE);
    used += ct_paint_text(&view->paint, view->paint.unicode ? "… " : "... ", 4);
    used += (unsigned)fprintf(view->paint.out, "%" PRIu64 " more ", group->count - 1);
    ct_paint_style(&view->paint, CT_STYLE_PLAIN);
    used += ct_paint_text(&view->paint, short_name(group, name), room(view, used));
    if (ended)
        snprintf(columns.time, sizeof columns.time, "~%s", ct_paint_duration(text, ns / ended));
    columns.end = ct_siblings_end(first, end, &how);
    columns.style = style_of(how);
    right_side(view, used, &columns);
}

static void rest_line(struct view *view, uint64_t processes, const char *what) {
    start_line(view, true);
    ct_paint_style(&view->paint, CT_STYLE_DIM);
    fprintf(view->paint.out, "%s%" PRIu64 " more process%s%s\n",
            view->paint.unicode ? "… " : "... ", processes, processes == 1 ? "" : "es", what);
    ct_paint_style(&view->paint, CT_STYLE_PLAIN);
}

static void open_level(struct view *view, const struct ct_proc *parent) {
    struct level *level;

    if (view->used == view->cap) {
        view->cap = view->cap ? view->cap * 2 : 32;
        view->levels = ct_realloc(view->levels, view->cap * sizeof *view->levels);
    }
    level = &view->levels[view->used++];
    *level = (struct level){.parent = parent, .left_out = parent->tasks - (parent->depth != 0)};
    level->groups = ct_siblings_of(parent, &level->count);
}

static void close_level(struct view *view) {
    free(view->levels[--view->used].groups);
}

static void threads_of(struct view *view, const struct ct_proc *proc, bool shown_below) {
    for (const struct ct_threads *t = proc->threads; t; t = t->next)
        threads_line(view, t, !t->next && !shown_below);
}

// What is below a process whose line has just been shown.
static void descend(struct view *view, const struct ct_proc *proc) {
    bool deeper = !view->depth || proc->depth < view->depth;

    if (!proc->threads && !proc->first)
        return;
    open_level(view, proc);
    threads_of(view, proc, proc->first != NULL);
    if (proc->first && !deeper) {
        rest_line(view, proc->tasks - 1, " below");
        close_level(view);
    } else if (!proc->first) {
        close_level(view);
    }
}

static bool full(const struct view *view, const struct level *level) {
    return (view->most && view->lines >= view->most) || (view->kinds && level->at >= view->kinds);
}

// One line of the innermost level, or its end.
static void step(struct view *view) {
    struct level *level = &view->levels[view->used - 1];
    struct ct_siblings *group = &level->groups[level->at];
    bool last = last_of(level);

    if (level->others) {
        level->others = false;
        level->left_out -= (group->count - 1) * group->first->tasks;
        others_line(view, group, last);
        level->at++;
    } else if (level->at == level->count) {
        close_level(view);
    } else if (full(view, level)) {
        rest_line(view, level->left_out, view->used < 2 ? "" : " below, of other kinds");
        close_level(view);
    } else {
        const struct ct_proc *proc = group->first;

        level->left_out -= proc->tasks;
        level->others = group->count > 1;
        level->goes_on = !last || level->others;
        process_line(view, proc, !level->goes_on);
        if (!level->others)
            level->at++;
        descend(view, proc);
    }
}

static void one_tree(struct view *view, const struct ct_tree *tree) {
    view->lines = 0;
    if (!tree->root.first)
        fputs("nothing\n", view->paint.out);
    open_level(view, &tree->root);
    while (view->used)
        step(view);
}

static void heading(const struct view *view) {
    const struct ct_paint *paint = &view->paint;

    ct_paint_style(paint, CT_STYLE_TITLE);
    fprintf(paint->out, "%-*s%*s  %-*s%*s  %s\n", (int)view->left, "process", PID_COLUMNS - 2,
            "pid", API_COLUMNS, "created by", TIME_COLUMNS, "lifetime", "end");
    ct_paint_style(paint, CT_STYLE_PLAIN);
}

void ct_report_tree_text(const struct ct_report *report, FILE *out) {
    struct view view = {.kinds = report->wishes.limit,
                        .most = report->wishes.limit * LINES,
                        .depth = report->filter.depth};

    ct_paint_init(&view.paint, out, fileno(out));
    view.left = view.paint.width - PID_COLUMNS - API_COLUMNS - TIME_COLUMNS - END_COLUMNS;
    heading(&view);
    for (size_t i = 0; i < report->machine_count; i++) {
        const struct ct_report_machine *machine = report->machines[i];

        if (report->machine_count > 1) {
            ct_paint_style(&view.paint, CT_STYLE_TITLE);
            fputs("machine ", out);
            ct_paint_text(&view.paint, machine->label, view.left);
            ct_paint_style(&view.paint, CT_STYLE_PLAIN);
            putc('\n', out);
        }
        one_tree(&view, &machine->trace.tree);
    }
    free(view.levels);
    putc('\n', out);
}
